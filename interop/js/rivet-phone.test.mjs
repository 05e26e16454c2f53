// @zoom/rivet reads Zoom Phone and Team Chat.
import assert from "node:assert/strict";
import test from "node:test";
import { PhoneS2SAuthClient } from "@zoom/rivet/phone";
import { TeamChatS2SAuthClient } from "@zoom/rivet/teamchat";
import { noUser, options, refused } from "./rivet.mjs";
import { allPages, column, dates, sameSet, world } from "./world.mjs";

const { visible_user: visible, hidden_user: hidden } = world;
const { callLogs, recordings, users, voicemails } = new PhoneS2SAuthClient(options(world.restricted)).endpoints;
const { chatChannels } = new TeamChatS2SAuthClient(options(world.restricted)).endpoints;

// Name as in world, the list of a user and of the account, the rows and what
// tells them apart, and the code for a user who does not exist.
for (const [name, ofUser, ofAccount, field, key, code] of [
  ["call_logs", callLogs.getUsersCallLogs, callLogs.getAccountsCallLogs, "call_logs", "id", 1001],
  ["call_history", callLogs.getUsersCallHistory, callLogs.getAccountsCallHistory, "call_logs", "id", 300],
  ["phone_recordings", recordings.getUsersRecordings, recordings.getCallRecordings, "recordings", "id", 1001],
  ["voice_mails", voicemails.getUsersVoicemails, voicemails.getAccountVoicemails, "voice_mails", "id", 1001],
]) {
  for (const userId of [visible.id, visible.email]) {
    test(`restricted: pages through ${name} of the visible user, ${userId}`, async () => {
      const rows = await allPages(async (query) => (await ofUser({ path: { userId }, query: { ...query, ...dates } })).data, field);
      sameSet(column(rows, key), visible.rows[name], name);
    });
  }
  for (const userId of [hidden.id, hidden.email]) {
    test(`restricted: ${name} of the hidden user, ${userId}`, async () => {
      await refused(ofUser({ path: { userId }, query: dates }), noUser(userId, code));
    });
  }
  test(`restricted: the account's ${name} hold the visible users' and nobody else's`, async () => {
    const rows = await allPages(async (query) => (await ofAccount({ query: { ...query, ...dates } })).data, field);
    sameSet(column(rows, key), world.account[name], name);
  });
}

test("restricted: one call, and not the hidden user's", async () => {
  for (const id of visible.rows.call_logs.slice(0, 5)) {
    const { data: log } = await callLogs.getCallLogDetails({ path: { callLogId: id } });
    assert.equal(log.id, id);
  }
  for (const id of visible.rows.call_history.slice(0, 5)) {
    const { data } = await callLogs.getCallPath({ path: { callLogId: id } });
    assert.equal(data.id, id);
    assert.ok(data.call_path.length > 0);
  }
  for (const id of hidden.rows.call_logs.slice(0, 5)) {
    await refused(
      callLogs.getCallLogDetails({ path: { callLogId: id } }),
      `[404/404]: "Call log information was not found for the following callLogId: ${id}."`,
    );
    await refused(callLogs.getCallPath({ path: { callLogId: id } }), `[404/301]: "Call history not found: ${id}."`);
  }
});

test("owner: downloads the recording of a call and a voicemail; the vendor's token does not do for either", async () => {
  const tokens = {};
  const as = (name) => {
    const tokenStore = { getLatestToken: () => tokens[name], storeToken: (token) => void (tokens[name] = token) };
    return new PhoneS2SAuthClient(options(world[name], { tokenStore })).endpoints;
  };
  const download = (url, name) => fetch(url, { headers: { authorization: `Bearer ${tokens[name].accessToken}` } });
  const [owner, vendor] = [as("owner"), as("restricted")];
  await vendor.users.listPhoneUsers({});
  const ask = { path: { userId: visible.id }, query: dates };
  const { data: calls } = await owner.recordings.getUsersRecordings(ask);
  const { data: mails } = await owner.voicemails.getUsersVoicemails(ask);
  for (const { download_url: url } of [...calls.recordings, ...mails.voice_mails]) {
    assert.ok(url.startsWith(`${world.public_url}/`), url);
    const answer = await download(url, "owner");
    assert.equal(answer.status, 200, url);
    assert.ok((await answer.arrayBuffer()).byteLength > 0);
    assert.equal((await download(url, "restricted")).ok, false, "needs RecordingContent: View");
  }
  const fileId = calls.recordings[0].download_url.split("/").at(-1);
  assert.equal((await owner.recordings.downloadPhoneRecording({ path: { fileId } })).statusCode, 200);
  await assert.rejects(vendor.recordings.downloadPhoneRecording({ path: { fileId } }), { name: "ApiResponseError" });
});

test("restricted: phone users, the visible one and not the hidden one", async () => {
  const rows = await allPages(async (query) => (await users.listPhoneUsers({ query })).data, "users");
  sameSet(column(rows, "id"), world.account.phone_users, "phone users");
  const { data } = await users.getUsersProfile({ path: { userId: visible.id } });
  assert.equal(data.id, visible.id);
  assert.equal(data.email, visible.email);
  await refused(users.getUsersProfile({ path: { userId: hidden.id } }), noUser(hidden.id));
});

test("restricted: channels of the visible user, and not the hidden one's", async () => {
  const rows = await allPages(
    async (query) => (await chatChannels.listUsersChannels({ path: { userId: visible.id }, query })).data,
    "channels",
  );
  sameSet(column(rows, "id"), visible.rows.channels, "channels");
  for (const channelId of visible.rows.channels) {
    const { data } = await chatChannels.getChannel({ path: { channelId } });
    assert.equal(data.id, channelId);
    const members = await allPages(
      async (query) => (await chatChannels.listChannelMembers({ path: { channelId }, query })).data,
      "members",
    );
    assert.ok(column(members, "id").includes(visible.id));
    assert.ok(column(members, "id").every((id) => world.restricted.users.includes(id)), "members out of sight");
  }
  await refused(chatChannels.listUsersChannels({ path: { userId: hidden.id } }), noUser(hidden.id));
  const channelId = world.hidden_channel;
  const absent = `[404/4130]: "Channel does not exist: ${channelId}."`;
  await refused(chatChannels.getChannel({ path: { channelId } }), absent);
  await refused(chatChannels.listChannelMembers({ path: { channelId } }), absent);
});
