// What the tests expect, written by interop_test.go, and the checks they share.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

export const world = JSON.parse(readFileSync(process.env.INTEROP_WORLD, "utf8"));

export function sameSet(got, want, what) {
  assert.deepEqual([...got].sort(), [...want].sort(), what);
}

// Walks a list through its page tokens. fetchPage is one call of the library;
// it gets the query and answers with the body as the library hands it out. total
// is the field that counts the rows, null where none is published.
export async function allPages(fetchPage, field, total = "total_records") {
  const rows = [];
  const totals = [];
  let next_page_token;
  do {
    const query = { page_size: world.page_size };
    if (next_page_token) query.next_page_token = next_page_token;
    const page = await fetchPage(query);
    assert.ok(Array.isArray(page[field]), `${field} is an array`);
    assert.ok(page[field].length <= world.page_size, `${page[field].length} rows on a page of ${world.page_size}`);
    rows.push(...page[field]);
    totals.push(total ? page[total] : undefined);
    next_page_token = page.next_page_token;
    assert.equal(typeof next_page_token, "string", "next_page_token, empty on the last page");
  } while (next_page_token && totals.length < 10_000);
  if (total) for (const n of totals) assert.equal(n, rows.length, `${total} is the rows of all pages`);
  return rows;
}

export const ids = (rows) => rows.map((row) => row.id);
export const column = (rows, key) => rows.map((row) => String(row[key]));

// The window of lists that take one.
export const dates = { from: world.from, to: world.to };

// A UUID in a path: one that begins with a slash or has two in a row is encoded
// twice, as Zoom asks. An error names it as it came.
export const inPath = (uuid) => (/^\/|\/\//.test(uuid) ? encodeURIComponent : String)(encodeURIComponent(uuid));
export const asCame = (uuid) => decodeURIComponent(inPath(uuid));

// Some meetings of somebody that the report has: it has webinars too, and leaves
// out those that nobody came to.
export function reported({ rows }) {
  const uuids = rows.report_meetings.filter((uuid) => rows.previous_meetings.includes(uuid));
  assert.ok(uuids.length > 0, "nothing to prove");
  return uuids.slice(0, 5);
}
