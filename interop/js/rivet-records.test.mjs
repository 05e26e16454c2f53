// @zoom/rivet reads meetings, webinars, recordings, reports and dashboards.
import assert from "node:assert/strict";
import test from "node:test";
import { AccountsS2SAuthClient } from "@zoom/rivet/accounts";
import { MeetingsS2SAuthClient } from "@zoom/rivet/meetings";
import { noUser, options, refused } from "./rivet.mjs";
import { allPages, asCame, column, dates, inPath, reported, sameSet, world } from "./world.mjs";

const { visible_user: visible, hidden_user: hidden } = world;
const { cloudRecording, meetings, reports, webinars } = new MeetingsS2SAuthClient(options(world.restricted)).endpoints;
const { dashboards } = new AccountsS2SAuthClient(options(world.restricted)).endpoints;

// Lists of one user: name as in world, the call, the rows and what tells them apart.
const ofUser = [
  ["meetings", meetings.listMeetings, { type: "scheduled" }, "meetings", "id"],
  ["previous_meetings", meetings.listMeetings, { type: "previous_meetings", ...dates }, "meetings", "uuid"],
  ["recordings", cloudRecording.listAllRecordings, dates, "meetings", "uuid"],
  ["report_meetings", reports.getMeetingReports, dates, "meetings", "uuid"],
];

for (const [name, call, more, field, key] of ofUser) {
  for (const userId of [visible.id, visible.email]) {
    test(`restricted: pages through ${name} of the visible user, ${userId}`, async () => {
      const rows = await allPages(async (query) => (await call({ path: { userId }, query: { ...query, ...more } })).data, field);
      sameSet(column(rows, key), visible.rows[name], name);
    });
  }
  for (const userId of [hidden.id, hidden.email]) {
    test(`restricted: ${name} of the hidden user, ${userId}`, async () => {
      await refused(call({ path: { userId }, query: more }), noUser(userId));
    });
  }
}

test("restricted: webinars of the visible user, by page number, and none of the hidden one", async () => {
  const rows = [];
  let page;
  do {
    const query = { page_size: 3, page_number: (page?.page_number ?? 0) + 1 };
    page = (await webinars.listWebinars({ path: { userId: visible.id }, query })).data;
    assert.equal(page.total_records, visible.rows.webinars.length);
    rows.push(...page.webinars);
  } while (page.page_number < page.page_count);
  sameSet(column(rows, "id"), visible.rows.webinars, "webinars");
  const { data } = await webinars.getWebinar({ path: { webinarId: rows[0].id } });
  assert.equal(data.host_id, visible.id);

  await refused(webinars.listWebinars({ path: { userId: hidden.id } }), noUser(hidden.id));
  const [webinarId] = hidden.rows.webinars;
  await refused(webinars.getWebinar({ path: { webinarId } }), `[404/3001]: "Webinar does not exist: ${webinarId}."`);
});

test("restricted: a meeting by number, and not the hidden user's", async () => {
  for (const meetingId of visible.rows.meetings) {
    const { data } = await meetings.getMeeting({ path: { meetingId } });
    assert.equal(data.id, Number(meetingId));
    assert.equal(data.host_id, visible.id);
    assert.equal(data.host_email, visible.email);
    assert.equal(typeof data.settings, "object");
    assert.ok(!data.start_url, "start_url is for the host alone");
  }
  for (const meetingId of hidden.rows.meetings) {
    await refused(meetings.getMeeting({ path: { meetingId } }), `[404/3001]: "Meeting does not exist: ${meetingId}."`);
  }
});

test("restricted: files of a recording without their URLs, and not the hidden user's", async () => {
  for (const uuid of visible.rows.recordings) {
    const { data } = await cloudRecording.getMeetingRecordings({ path: { meetingId: inPath(uuid) } });
    assert.equal(data.uuid, uuid);
    assert.equal(data.host_id, visible.id);
    assert.equal(data.recording_files.length, data.recording_count);
    for (const file of data.recording_files) {
      assert.equal(typeof file.file_size, "number");
      assert.ok(!file.download_url && !file.play_url, "needs RecordingContent: View");
    }
    assert.ok(!data.password && !data.recording_play_passcode, "needs RecordingContent: View");
  }
  for (const uuid of hidden.rows.recordings) {
    await refused(
      cloudRecording.getMeetingRecordings({ path: { meetingId: inPath(uuid) } }),
      '[404/3301]: "There is no recording for this meeting."',
    );
  }
});

test("restricted: who took part, from the report and from the dashboard", async () => {
  for (const uuid of reported(visible)) {
    const path = { meetingId: inPath(uuid) };
    const { data: report } = await reports.getMeetingDetailReports({ path });
    assert.equal(report.user_email, visible.email);
    const { data: metrics } = await dashboards.getMeetingDetails({ path, query: { type: "past" } });
    assert.equal(metrics.email, visible.email);
    const told = await allPages(
      async (query) => (await reports.getMeetingParticipantReports({ path, query })).data,
      "participants",
    );
    const measured = await allPages(
      async (query) => (await dashboards.listMeetingParticipants({ path, query: { ...query, type: "past" } })).data,
      "participants",
    );
    assert.ok(told.length > 1);
    sameSet(column(measured, "user_name"), column(told, "name"), "those who took part");
  }
  for (const uuid of reported(hidden)) {
    const path = { meetingId: inPath(uuid) };
    const absent = `[404/3001]: "Meeting does not exist: ${asCame(uuid)}."`;
    await refused(reports.getMeetingDetailReports({ path }), absent);
    await refused(reports.getMeetingParticipantReports({ path }), absent);
    await refused(dashboards.getMeetingDetails({ path, query: { type: "past" } }), absent);
    await refused(dashboards.listMeetingParticipants({ path, query: { type: "past" } }), absent);
  }
});

// Lists of the account.
for (const [name, call, more, field, key] of [
  ["metrics_meetings", dashboards.listMeetings, { type: "past" }, "meetings", "uuid"],
  ["metrics_webinars", dashboards.listWebinars, { type: "past" }, "webinars", "uuid"],
  ["active_hosts", reports.getActiveOrInactiveHostReports, { type: "active" }, "users", "id"],
]) {
  test(`restricted: the account's ${name} hold the visible users' and nobody else's`, async () => {
    const rows = await allPages(async (query) => (await call({ query: { ...query, ...dates, ...more } })).data, field);
    sameSet(column(rows, key), world.account[name], name);
  });
}

test("restricted: the account's history of meetings holds the visible users' and nobody else's", async () => {
  const rows = await allPages(
    async (query) => (await reports.getHistoryMeetingAndWebinarList({ query: { ...query, ...dates } })).data,
    "history_meetings",
    null, // no total is published
  );
  sameSet(column(rows, "meeting_uuid"), world.account.history_meetings, "history");
});

test("reader: past meetings and who took part", async () => {
  const past = new MeetingsS2SAuthClient(options(world.reader)).endpoints.meetings;
  for (const uuid of visible.rows.previous_meetings.slice(0, 5)) {
    const path = { meetingId: inPath(uuid) };
    const { data } = await past.getPastMeetingDetails({ path });
    assert.equal(data.uuid, uuid);
    assert.equal(data.user_email, visible.email);
    const participants = await allPages(
      async (query) => (await past.getPastMeetingParticipants({ path, query })).data,
      "participants",
    );
    assert.ok(participants.every(({ name }) => typeof name === "string"));
    const { data: held } = await past.listPastMeetingInstances({ path: { meetingId: data.id } });
    assert.ok(column(held.meetings, "uuid").includes(uuid));
  }
  for (const uuid of hidden.rows.previous_meetings.slice(0, 5)) {
    const path = { meetingId: inPath(uuid) };
    const absent = `[404/3001]: "Meeting does not exist: ${asCame(uuid)}."`;
    await refused(past.getPastMeetingDetails({ path }), absent);
    await refused(past.getPastMeetingParticipants({ path }), absent);
  }
});

test("owner: downloads the files of a recording with its bearer token; the vendor's does not do", async () => {
  const tokens = {};
  const as = (name) => {
    const tokenStore = { getLatestToken: () => tokens[name], storeToken: (token) => void (tokens[name] = token) };
    return new MeetingsS2SAuthClient(options(world[name], { tokenStore })).endpoints.cloudRecording;
  };
  const bearer = (name) => ({ headers: { authorization: `Bearer ${tokens[name].accessToken}` } });
  const path = { meetingId: inPath(visible.rows.recordings[0]) };
  const query = { include_fields: "download_access_token", ttl: 60 };
  const { data: theirs } = await as("restricted").getMeetingRecordings({ path, query });
  const { data } = await as("owner").getMeetingRecordings({ path, query });
  assert.equal(typeof data.download_access_token, "string");
  assert.ok(data.recording_files.length > 0);
  for (const { download_url: url, file_size: size } of data.recording_files) {
    assert.ok(url.startsWith(`${world.public_url}/`), url);
    for (const ask of [[url, bearer("owner")], [`${url}?access_token=${data.download_access_token}`]]) {
      const answer = await fetch(...ask);
      assert.equal(answer.status, 200, url);
      assert.equal((await answer.arrayBuffer()).byteLength, size, "file_size");
    }
    assert.equal((await fetch(url)).ok, false, "no token");
    assert.equal((await fetch(url, bearer("restricted"))).ok, false, "needs RecordingContent: View");
    assert.equal((await fetch(`${url}?access_token=${theirs.download_access_token}`)).ok, false, "the same");
  }
});
