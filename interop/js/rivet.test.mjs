// @zoom/rivet, Zoom's own library. Users, groups and members come from its users
// module, roles from its accounts module; both with Server-to-Server OAuth and
// with the library's own URLs.
import assert from "node:assert/strict";
import test from "node:test";
import { AccountsS2SAuthClient } from "@zoom/rivet/accounts";
import { UsersS2SAuthClient } from "@zoom/rivet/users";
import { options } from "./rivet.mjs";
import { allPages, ids, sameSet, world } from "./world.mjs";

const usersOf = (credential) => new UsersS2SAuthClient(options(credential));
const listUsers = (client) =>
  allPages(async (query) => (await client.endpoints.users.listUsers({ query })).data, "users");

test("restricted: token, from the library's own store", async () => {
  const stored = [];
  const client = new UsersS2SAuthClient({
    ...options(world.restricted),
    tokenStore: { getLatestToken: () => stored.at(-1), storeToken: (token) => void stored.push(token) },
  });
  await client.endpoints.users.listUsers({ query: { page_size: 1 } });
  await client.endpoints.users.listUsers({ query: { page_size: 1 } });
  assert.equal(stored.length, 1, "one token serves both calls");
  assert.ok(stored[0].accessToken.length > 20);
  assert.ok(stored[0].scopes.includes("user:read:list_users:admin"), stored[0].scopes.join(" "));
  const left = (Date.parse(stored[0].expirationTimeIso) - Date.now()) / 60_000;
  assert.ok(left > 58 && left <= 60, `the token lives ${left} minutes`);
});

test("restricted: a wrong secret gets no token", async () => {
  const client = usersOf({ ...world.restricted, client_secret: "not the secret" });
  await assert.rejects(client.endpoints.users.listUsers({}), (err) => {
    assert.equal(err.response?.status, 400);
    assert.equal(err.response.data.error, "invalid_client");
    return true;
  });
});

test("restricted: pages through its users and nobody else", async () => {
  sameSet(ids(await listUsers(usersOf(world.restricted))), world.restricted.users, "users");
});

test("restricted: the visible user by id", async () => {
  const { endpoints } = usersOf(world.restricted);
  const { data, statusCode, trackingId } = await endpoints.users.getUser({ path: { userId: world.visible_user_id } });
  assert.equal(statusCode, 200);
  assert.equal(data.id, world.visible_user_id);
  assert.equal(typeof data.email, "string");
  assert.ok(trackingId, "x-zm-trackingid on the answer");
});

test("restricted: the hidden user does not exist", async () => {
  const { endpoints } = usersOf(world.restricted);
  await assert.rejects(endpoints.users.getUser({ path: { userId: world.hidden_user_id } }), {
    name: "ApiResponseError",
    message: `[404/1001]: "User does not exist: ${world.hidden_user_id}."`,
  });
});

test("reader: pages through users, groups and the group's members", async () => {
  const client = usersOf(world.reader);
  const { groups } = client.endpoints;
  const path = { groupId: world.group_id };

  sameSet(ids(await listUsers(client)), world.reader.users, "users");
  const listed = await allPages(async (query) => (await groups.listGroups({ query })).data, "groups");
  sameSet(ids(listed), [world.group_id], "groups");
  assert.equal(listed[0].name, world.group_name);
  assert.equal(listed[0].total_members, world.members.length);
  const { data: group } = await groups.getGroup({ path });
  assert.equal(group.id, world.group_id);
  assert.equal(group.total_members, world.members.length);
  const members = await allPages(async (query) => (await groups.listGroupMembers({ path, query })).data, "members");
  sameSet(ids(members), world.members, "members");
});

test("reader: pages through roles and the visible members of each", async () => {
  const { roles } = new AccountsS2SAuthClient(options(world.reader)).endpoints;
  const { data } = await roles.listRoles({});
  sameSet(ids(data.roles), ids(world.roles), "roles");
  assert.equal(data.total_records, data.roles.length);
  for (const { id: roleId, members } of world.roles) {
    const listed = data.roles.find(({ id }) => id === roleId);
    assert.equal(listed.total_members, members.length, `total_members of role ${roleId}`);
    const path = { roleId };
    const rows = await allPages(async (query) => (await roles.listMembersInRole({ path, query })).data, "members");
    sameSet(ids(rows), members, `members of role ${roleId}`);
  }
  const { data: big } = await roles.getRoleInformation({ path: { roleId: world.big_role } });
  assert.equal(big.id, world.big_role);
});
