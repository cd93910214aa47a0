// @ts-check
/* Reading a draft in the browser: its texts, records and sources, and the patterns of the rules. */

/** @typedef {{name: string, label: string, kind: string, means: string, values?: string, required?: boolean,
 *   many?: boolean, of?: FormField[], long?: boolean}} FormField */
/** @typedef {{slug: string, head: Record<string, any>, body: Record<string, string>}} FormDraft */
/** @typedef {{code: string, at: string, hint: boolean, said: string}} Mistake  at: `outcomes.0.figure`, `body.cost` */
/** @typedef {{own: (holder: object, key: string) => boolean, compiled: Record<string, RegExp>,
 *   pattern: (given: any) => RegExp, fits: (name: string, text: string) => RegExpExecArray | null,
 *   isRecord: (value: unknown) => value is Record<string, any>, texts: (record: any, name: string) => string[],
 *   text: (record: any, name: string) => string, records: (head: any, name: string) => Record<string, any>[],
 *   words: (said: string) => string[], kindOf: (head: any, id: string) => string,
 *   footnotes: (said: string) => string[],
 *   textsBelow: (value: any, at: string) => Generator<[string, string]>}} FormReading */

(function () {
  "use strict";

  const { whatworks } = /** @type {{whatworks: any}} */ (/** @type {unknown} */ (window));
  const data = whatworks.given.form;
  const own = (/** @type {object} */ holder, /** @type {string} */ key) =>
    Object.prototype.hasOwnProperty.call(holder, key);
  const compiled = Object.fromEntries(Object.entries(data.patterns).map(([name, given]) => [name, pattern(given)]));

  /** @param {any} given source and flags @returns {RegExp} */
  function pattern([source, flags]) {
    return new RegExp(source, flags);
  }

  /** Tell whether a pattern fits a text from its beginning. @param {string} name @param {string} text */
  function fits(name, text) {
    const match = compiled[name].exec(text);
    return match !== null && match.index === 0 ? match : null;
  }

  /** @param {unknown} value @returns {value is Record<string, any>} */
  function isRecord(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
  }

  /** Return a field's texts, one text standing for a list of one. @param {any} record @param {string} name */
  function texts(record, name) {
    const value = own(record, name) ? record[name] : [];
    return (Array.isArray(value) ? value : [value])
      .filter((one) => typeof one === "string" && one.trim())
      .map((one) => one.trim());
  }

  /** @param {any} record @param {string} name @returns {string} */
  function text(record, name) {
    return own(record, name) && typeof record[name] === "string" ? record[name].trim() : "";
  }

  /** @param {any} head @param {string} name @returns {Record<string, any>[]} */
  function records(head, name) {
    return own(head, name) && Array.isArray(head[name]) ? head[name].filter(isRecord) : [];
  }

  /** Return words of a text. @param {string} said */
  function words(said) {
    return said.split(/\s+/u).filter(Boolean);
  }

  /** @param {any} head @param {string} id */
  function kindOf(head, id) {
    return records(head, "sources").reduce(
      (kind, source) => (text(source, "id") === id ? text(source, "kind") : kind),
      "",
    );
  }

  /** @param {string} said @returns {string[]} */
  function footnotes(said) {
    return [...said.matchAll(new RegExp(compiled.footnote, "gu"))].map((match) => match[1]);
  }

  /** Yield every text below a value with its place. @param {any} value @param {string} at
   * @returns {Generator<[string, string]>} */
  function* textsBelow(value, at) {
    if (typeof value === "string") yield [at, value];
    else if (Array.isArray(value))
      for (const [number, item] of value.entries()) yield* textsBelow(item, isRecord(item) ? `${at}.${number}` : at);
    else if (isRecord(value))
      for (const [name, item] of Object.entries(value)) yield* textsBelow(item, `${at}.${name}`);
  }

  const reading = {
    own,
    compiled,
    pattern,
    fits,
    isRecord,
    texts,
    text,
    records,
    words,
    kindOf,
    footnotes,
    textsBelow,
  };
  whatworks.form = { ...whatworks.form, reading };
})();
