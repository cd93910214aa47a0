// @ts-check
/* Fairness and privacy, as indexer/rules_fairness.py goes through them. */


(function () {
  "use strict";

  const { whatworks } = /** @type {{whatworks: any}} */ (/** @type {unknown} */ (window));
  const data = whatworks.given.form;
  const { compiled, pattern, fits, texts, text, records, words, kindOf, footnotes, textsBelow } =
    /** @type {FormReading} */ (whatworks.form.reading);
  const persons = data.persons.map(pattern);
  const details = data.details.map((/** @type {[string[], string]} */ [given]) => pattern(given));

  /** @param {FormDraft} draft @returns {Generator<[string, string]>} */
  function* prose({ head, body }) {
    for (const [name, value] of Object.entries(head)) if (name !== "sources") yield* textsBelow(value, name);
    for (const [key, said] of Object.entries(body)) for (const line of said.split("\n")) yield [`body.${key}`, line];
  }

  /** Yield sentences with their place and the sources they cite. @param {FormDraft} draft
   * @returns {Generator<[string, string, string[]]>} */
  function* sentences({ head, body }) {
    const every = records(head, "sources").map((one) => text(one, "id"));
    for (const name of data.said_of_case) for (const part of parts(text(head, name))) yield [name, part, every];
    for (const [list, fields] of Object.entries(data.said_in_records))
      for (const [number, record] of records(head, list).entries())
        for (const name of fields)
          if (text(record, name)) yield [`${list}.${number}.${name}`, text(record, name), texts(record, "source")];
    for (const [key, said] of Object.entries(body))
      for (const paragraph of said.split("\n\n"))
        for (const part of cut(words(paragraph).join(" "))) yield [`body.${key}`, part, footnotes(part)];
  }

  /** Cut a text into sentences, without the footnotes between them. @param {string} said */
  function parts(said) {
    const made = [];
    let start = 0;
    for (const match of said.matchAll(new RegExp(compiled.sentence_end, "gu"))) {
      made.push(said.slice(start, match.index + 1));
      start = match.index + match[0].length;
    }
    return [...made, said.slice(start)];
  }

  /** Cut a paragraph after its sentences, footnotes staying with theirs. @param {string} said */
  function cut(said) {
    const parts = [];
    let start = 0;
    for (const match of said.matchAll(new RegExp(compiled.sentence_end, "gu"))) {
      parts.push(said.slice(start, match.index + match[0].length));
      start = match.index + match[0].length;
    }
    return start < said.length ? [...parts, said.slice(start)] : parts;
  }

  /** Return the organisations that are named as providers. @param {any} head @returns {string[]} */
  function organisations(head) {
    return records(head, "arrangement")
      .filter((one) => text(one, "delivery") && !data.public.includes(text(one, "delivery")))
      .flatMap((one) => text(one, "provider").split(compiled.providers))
      .map((name) => name.replace(/^[ )]+|[ )]+$/g, ""))
      .filter((name) => words(name).length >= 2 && words(name).filter((word) => /^\p{Lu}/u.test(word)).length >= 2);
  }

  /** @param {FormDraft} draft @returns {Generator<[string, string, string?]>} */
  function* unfair(draft) {
    for (const [at, said] of prose(draft)) {
      for (const [code, patterns] of [
        ["PRIV01", persons],
        ["PRIV02", details],
      ])
        for (const one of patterns) {
          const match = one.exec(said);
          if (match) yield [code, at, match[0].trim()];
        }
    }
    for (const [number, source] of records(draft.head, "sources").entries()) {
      const address = text(source, "url"),
        host = (fits("url", address)?.[1] ?? "").toLowerCase().replace(/^www\./, "");
      if (compiled.child_review.test(address)) yield ["PRIV02", `sources.${number}.url`];
      if (
        host &&
        data.mirrors.some((/** @type {string} */ mark) => host.startsWith(mark) || `.${host}`.includes(`.${mark}`))
      )
        yield ["SRC-MIRROR", `sources.${number}.url`, host];
    }
    const names = organisations(draft.head);
    for (const [at, said, cited] of sentences(draft)) {
      const small = compiled.small_count.exec(said);
      if (small && !cited.length) yield ["PRIV03", at, small[0]];
      const plain = said.replace(new RegExp(compiled.footnote, "gu"), "");
      const adverse = compiled.adverse.exec(plain);
      if (!adverse || !names.some((name) => plain.includes(name))) continue;
      const kinds = cited.map((id) => kindOf(draft.head, id));
      const official = kinds.some(
        (kind) => kind === "government" || data.properties.source_kinds[kind]?.known === "official",
      );
      if (!compiled.attributed.test(plain) || !official) yield ["ADV01", at, adverse[0]];
    }
  }

  whatworks.form = { ...whatworks.form, unfair };
})();
