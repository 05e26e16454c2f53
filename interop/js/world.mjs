// What the tests expect, written by interop_test.go, and the checks they share.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

export const world = JSON.parse(readFileSync(process.env.INTEROP_WORLD, "utf8"));

export function sameSet(got, want, what) {
  assert.deepEqual([...got].sort(), [...want].sort(), what);
}

// Walks a list through its page tokens. fetchPage is one call of the library;
// it gets the query and answers with the body as the library hands it out.
export async function allPages(fetchPage, field) {
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
    totals.push(page.total_records);
    next_page_token = page.next_page_token;
    assert.equal(typeof next_page_token, "string", "next_page_token, empty on the last page");
  } while (next_page_token && totals.length < 10_000);
  for (const total of totals) assert.equal(total, rows.length, "total_records is the rows of all pages");
  return rows;
}

export const ids = (rows) => rows.map((row) => row.id);
