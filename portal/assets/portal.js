// What the pages do not need, but are nicer with: times in the browser's own
// zone, "tick all", and copying a value. Everything works without it.
"use strict";

function localTimes(root) {
  const show = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
  const zone = new Intl.DateTimeFormat("en-GB", { timeZoneName: "short" });
  for (const t of root.querySelectorAll("time[datetime]")) {
    const at = new Date(t.dateTime);
    if (isNaN(at)) continue;
    t.title = t.textContent;
    const short = zone.formatToParts(at).find((p) => p.type === "timeZoneName");
    t.textContent = show.format(at) + " " + (short ? short.value : "");
  }
}

function enliven(root) {
  localTimes(root);
  for (const all of root.querySelectorAll("[data-tick-all]")) {
    all.hidden = false;
    all.addEventListener("change", () => {
      for (const box of all.closest("form").querySelectorAll(`input[name="${all.dataset.tickAll}"]:not(:disabled)`)) box.checked = all.checked;
    });
  }
  for (const button of root.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      button.textContent = "Copied";
    });
  }
}

document.addEventListener("DOMContentLoaded", () => enliven(document));
document.addEventListener("htmx:afterSwap", (e) => enliven(e.detail.target.parentNode || document));
