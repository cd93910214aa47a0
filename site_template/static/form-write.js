// @ts-check
/* A draft as the text of a case file, in the canonical form of indexer/writer.py, and where it can be handed in. */

(function () {
  "use strict";

  const { whatworks } = /** @type {{whatworks: any}} */ (/** @type {unknown} */ (window));
  const data = whatworks.given.form;
  const PLAIN = /^[A-Za-z0-9(£€\u00c0-\u024f][^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]*$/u;
  const NOT_PLAIN = /: | #|[: ]$/;
  const FLOW = /^[A-Za-z0-9](?:[A-Za-z0-9 ._/-]*[A-Za-z0-9._/-])?$/;
  const ESCAPED = /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g;
  const LONGEST_ADDRESS = 7000; // beyond some 8,000 letters a host refuses an address

  /** @param {string} text */
  function clean(text) {
    return text.replace(/\r\n?/g, "\n").replace(/\p{Surrogate}/gu, "\ufffd");
  }

  /** @param {string} text */
  function quoted(text) {
    return JSON.stringify(text).replace(ESCAPED, (sign) => "\\u" + sign.charCodeAt(0).toString(16).padStart(4, "0"));
  }

  /** @param {string} text */
  function scalar(text) {
    const said = clean(text).trim();
    return PLAIN.test(said) && !NOT_PLAIN.test(said) ? said : quoted(said);
  }

  /** Return a value within a line. @param {any} value @returns {string} */
  function inFlow(value) {
    if (Array.isArray(value)) return "[" + value.map(inFlow).join(", ") + "]";
    if (typeof value === "object" && value) {
      const parts = Object.entries(value).map(([key, one]) => inFlow(key) + ": " + inFlow(one));
      return "{" + parts.join(", ") + "}";
    }
    const said = clean(String(value)).trim();
    return FLOW.test(said) ? said : quoted(said);
  }

  /** Return the lines of a record. @param {Record<string, any>} record @param {any[]} fields @param {boolean} flow
   * @returns {string[]} */
  function lines(record, fields, flow = false) {
    return fields
      .filter((field) => field.name in record)
      .flatMap((field) => {
        const { name, many, of = [] } = field,
          value = record[name];
        const isList = Array.isArray(value),
          isRecord = typeof value === "object" && value && !isList;
        if (isRecord && Object.keys(value).length && !flow)
          return [`${name}:`, ...lines(value, of, true).map((line) => "  " + line)];
        if (isList && value.length && value.every((/** @type {any} */ one) => typeof one === "object") && !flow)
          return [
            `${name}:`,
            ...value.flatMap((/** @type {any} */ one) =>
              lines(one, of, true).map((line, n) => (n ? "    " : "  - ") + line),
            ),
          ];
        if (typeof value === "string" && !(many && value.trim())) return [`${name}: ${scalar(value)}`];
        return [`${name}: ${inFlow(typeof value === "string" ? [value] : value)}`];
      });
  }

  /** Return the text of the file that a draft stands for. @param {{head: Record<string, any>, body: Record<string, string>}} draft */
  function write({ head, body }) {
    const parts = data.headings.flatMap((/** @type {string[]} */ [key, heading]) => {
      const said = clean(body[key] ?? "")
        .replace(/^\n+|\n+$/g, "")
        .replace(/^(?=##[ \t])/gm, "\\");
      return ["", `## ${heading}`, ...(said ? ["", said] : [])];
    });
    return ["---", ...lines(head, data.fields), "---", ...parts].join("\n") + "\n";
  }

  /** Return the address of the repository's page for a new file, and whether the text is in it: a long one must be
   * pasted. Empty where the library names no repository. @param {string} slug @param {string} text */
  function newPage(slug, text) {
    if (data.new_page.length !== 2) return { href: "", whole: false };
    const short = data.new_page[0] + encodeURIComponent(`${slug}.md`);
    const whole = short + data.new_page[1] + encodeURIComponent(text);
    return whole.length <= LONGEST_ADDRESS ? { href: whole, whole: true } : { href: short, whole: false };
  }

  whatworks.form = { ...whatworks.form, write, newPage };
})();
