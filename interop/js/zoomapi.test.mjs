// zoomapi: parameters of the token request in the query string, a JSON content
// type with no body, and a new token for every call.
import assert from "node:assert/strict";
import test from "node:test";
import zoomapi from "zoomapi";
import { allPages, ids, sameSet, world } from "./world.mjs";

const clientOf = ({ client_id, client_secret }, more) =>
  zoomapi.default({
    accountId: world.account_id,
    oauthClientId: client_id,
    oauthClientSecret: client_secret,
    ...more,
  });

test("restricted: token", async () => {
  const token = await clientOf(world.restricted).oauth.GetServerToServerOAuthToken();
  assert.equal(token.token_type, "bearer");
  assert.equal(token.expires_in, 3600);
  assert.ok(token.access_token.length > 20);
  assert.ok(token.scope.split(" ").includes("user:read:list_users:admin"), token.scope);
});

test("restricted: a wrong secret gets no token", async () => {
  const client = clientOf({ ...world.restricted, client_secret: "not the secret" });
  await assert.rejects(client.oauth.GetServerToServerOAuthToken(), (err) => {
    assert.equal(err.httpStatusCode, 400);
    assert.equal(JSON.parse(err.response).error, "invalid_client");
    return true;
  });
});

for (const name of ["restricted", "reader"]) {
  test(`${name}: pages through its users and nobody else`, async () => {
    let tokens = 0;
    const client = clientOf(world[name], { onSetAccessToken: async () => void tokens++ });
    const users = await allPages((query) => client.users.ListUsers(query), "users");
    sameSet(ids(users), world[name].users, "users");
    assert.equal(tokens, Math.ceil(users.length / world.page_size), "a token for each page");
  });

  test(`${name}: the visible user by id, and the hidden one is absent`, async () => {
    const client = clientOf(world[name]);
    const user = await client.users.GetUser(world.visible_user_id);
    assert.equal(user.id, world.visible_user_id);
    await assert.rejects(client.users.GetUser(world.hidden_user_id), {
      httpStatusCode: 404,
      errorCode: 1001,
      message: `User does not exist: ${world.hidden_user_id}.`,
    });
  });
}
