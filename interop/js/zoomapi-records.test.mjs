// zoomapi reads meetings, webinars, recordings, reports and dashboards.
import assert from "node:assert/strict";
import test from "node:test";
import zoomapi from "zoomapi";
import { allPages, asCame, column, dates, inPath, reported, sameSet, world } from "./world.mjs";

const { visible_user: visible, hidden_user: hidden } = world;

// The library asks for a token at each call; it takes one that is kept for it.
let token;
const client = zoomapi.default({
  accountId: world.account_id,
  oauthClientId: world.restricted.client_id,
  oauthClientSecret: world.restricted.client_secret,
  onGetAccessToken: async () => (token ??= await issuer.oauth.GetServerToServerOAuthToken()),
});
const issuer = zoomapi.default({
  accountId: world.account_id,
  oauthClientId: world.restricted.client_id,
  oauthClientSecret: world.restricted.client_secret,
});
const refused = (call, errorCode, message) => assert.rejects(call, { httpStatusCode: 404, errorCode, message });

test("restricted: meetings of the visible user, and not the hidden one's", async () => {
  const rows = await allPages((query) => client.meetings.ListMeetings(visible.id, { ...query, type: "scheduled" }), "meetings");
  sameSet(column(rows, "id"), visible.rows.meetings, "meetings");
  for (const { id } of rows) {
    const meeting = await client.meetings.GetMeeting(id);
    assert.equal(meeting.host_id, visible.id);
  }
  await refused(client.meetings.ListMeetings(hidden.id), 1001, `User does not exist: ${hidden.id}.`);
  for (const id of hidden.rows.meetings) {
    await refused(client.meetings.GetMeeting(id), 3001, `Meeting does not exist: ${id}.`);
  }
});

test("restricted: webinars of the visible user, and not the hidden one's", async () => {
  const { webinars } = await client.webinars.ListWebinars(visible.id, { page_size: 300 });
  sameSet(column(webinars, "id"), visible.rows.webinars, "webinars");
  for (const { id } of webinars) {
    assert.equal((await client.webinars.GetWebinar(id)).host_id, visible.id);
  }
  await refused(client.webinars.ListWebinars(hidden.id), 1001, `User does not exist: ${hidden.id}.`);
  for (const id of hidden.rows.webinars) {
    await refused(client.webinars.GetWebinar(id), 3001, `Webinar does not exist: ${id}.`);
  }
});

test("restricted: recordings of the account are the visible users'; the hidden one's are absent", async () => {
  for (const account of ["me", world.account_id]) {
    const rows = await allPages((query) => client.recordings.GetAccountRecordings(account, { ...query, ...dates }), "meetings");
    sameSet(column(rows, "uuid"), world.account.recordings, "recordings");
  }
  for (const uuid of visible.rows.recordings) {
    const recording = await client.meetings.GetMeetingRecordings(inPath(uuid));
    assert.equal(recording.uuid, uuid);
    assert.equal(recording.host_id, visible.id);
  }
  for (const uuid of hidden.rows.recordings) {
    await refused(client.meetings.GetMeetingRecordings(inPath(uuid)), 3301, "There is no recording for this meeting.");
  }
});

test("restricted: the dashboard and the report of who took part", async () => {
  const rows = await allPages((query) => client.metrics.GetMeetings({ ...query, ...dates, type: "past" }), "meetings");
  sameSet(column(rows, "uuid"), world.account.metrics_meetings, "past meetings");
  for (const uuid of reported(visible)) {
    const query = (page) => client.reports.GetMeetingParticipantReports(inPath(uuid), page);
    assert.ok((await allPages(query, "participants")).length > 1);
  }
  for (const uuid of reported(hidden)) {
    await refused(client.reports.GetMeetingParticipantReports(inPath(uuid)), 3001, `Meeting does not exist: ${asCame(uuid)}.`);
  }
});
