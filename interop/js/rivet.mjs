// Clients of @zoom/rivet, Zoom's own library, with Server-to-Server OAuth and
// with the library's own URLs.
import assert from "node:assert/strict";
import { world } from "./world.mjs";

export const options = ({ client_id, client_secret }, more) => ({
  clientId: client_id,
  clientSecret: client_secret,
  accountId: world.account_id,
  disableReceiver: true,
  ...more,
});

// What the library makes of an answer that is an error.
export const refused = (call, answer) => assert.rejects(call, { name: "ApiResponseError", message: answer });

export const noUser = (user, code = 1001) => `[404/${code}]: "User does not exist: ${user}."`;
