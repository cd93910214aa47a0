// @ts-check
/* The search trail: what was searched last in this library, with which filters, and how much was found. Kept in the
   browser under the library's id; what is read back may be anything and is not trusted. */

/** @typedef {{q: string, filters: string[], total: number, asOf: string}} Trail */

(function () {
  "use strict";

  const { whatworks } = /** @type {{whatworks: any}} */ (/** @type {unknown} */ (window));
  const { library = "", asOf = "" } = document.body.dataset;
  const key = `whatworks:${library}:trail`;
  const LONGEST = 300, MOST = 40;

  /** @param {unknown} text @returns {text is string} */
  function sound(text) {
    return typeof text === "string" && text.length <= LONGEST;
  }

  /** Keep a search. filters: each in words, as `Country: Sweden`. @param {string} q @param {string[]} filters
   * @param {number} total */
  function keep(q, filters, total) {
    try {
      localStorage.setItem(key, JSON.stringify({ q, filters, total, asOf }));
    } catch { /* storage is closed: there is no trail then */ }
  }

  /** Return the last search, or null. @returns {Trail | null} */
  function read() {
    try {
      const { q, filters, total, asOf: date } = JSON.parse(localStorage.getItem(key) ?? "null") ?? {};
      const good = sound(q) && sound(date) && Number.isSafeInteger(total) && total >= 0
        && Array.isArray(filters) && filters.length <= MOST && filters.every(sound);
      return good ? { q, filters, total, asOf: date } : null;
    } catch {
      return null;
    }
  }

  /** Return the last search as a line of words, or nothing. */
  function line() {
    const last = read();
    if (!last) return "";
    const asked = last.q.trim() ? `“${last.q.trim()}”` : "no words";
    const narrowed = last.filters.length ? `; ${last.filters.join("; ")}` : "; no filters";
    const found = `${last.total} case${last.total === 1 ? "" : "s"} found`;
    return `Last search in this library: ${asked}${narrowed}; ${found}${last.asOf ? `; library as of ${last.asOf}` : ""}.`;
  }

  whatworks.trail = { keep, read, line };
})();
