// @ts-check
/* The rules of `whatworks check`, gone through in the browser. What they demand is data (data/form.js, made from the
   rules themselves); this file and those before it only know how to go through it, as indexer/rules*.py do. */


(function () {
  "use strict";

  const { whatworks } = /** @type {{whatworks: any}} */ (/** @type {unknown} */ (window));
  const data = whatworks.given.form;
  const { own, compiled, fits, isRecord, texts, text, records, words, kindOf, footnotes, textsBelow } =
    /** @type {FormReading} */ (whatworks.form.reading);
  const { wrongShape, unfair } = whatworks.form;

  /* -- conditions between fields -- */

  /** @param {any} record @param {string} path @returns {[any, string]} */
  function reach(record, path) {
    const way = path.split("."),
      last = /** @type {string} */ (way.pop());
    for (const name of way) record = isRecord(record) && own(record, name) ? record[name] : null;
    return [isRecord(record) ? record : {}, last];
  }

  /** @param {string} one @param {string} other */
  function before(one, other) {
    return /^\p{Nd}/u.test(one) && /^\p{Nd}/u.test(other) && one < other.slice(0, one.length);
  }

  /** Tell whether a test of a condition holds: indexer/conditions.py says what each means.
   * @param {any[]} test @param {any} record @param {any} head @param {any[]} above @returns {boolean} */
  function holds([name, ...given], record, head, above) {
    const here = (/** @type {any[]} */ test) => holds(test, record, head, above);
    const first = () => texts(...reach(record, given[name === "key-has" ? 1 : 0]))[0] ?? "";
    switch (name) {
      case "and":
        return given.every(here);
      case "or":
        return given.some(here);
      case "not":
        return !here(given[0]);
      case "head":
        return holds(given[0], head, head, above);
      case "any":
        return records(head, given[0]).some((one) => holds(given[1], one, head, above));
      case "there":
        return own(...reach(record, given[0]));
      case "filled":
        return first() !== "";
      case "in":
        return given.slice(1).includes(first());
      case "begins":
        return first().startsWith(given[1]);
      case "key-has":
        return Boolean(data.properties[given[0]][first()]?.[given[2]]);
      case "cites":
        return texts(record, "source").some(
          (id) => data.properties.source_kinds[kindOf(head, id)]?.[given[0]] === given[1],
        );
      case "before":
        return before(text(record, given[0]), text(record, given[1]));
      case "before-earlier": {
        const starts = above.map((one) => text(one, given[0])).filter(Boolean);
        return starts.length > 0 && before(text(record, given[0]), starts[starts.length - 1]);
      }
      default:
        throw new Error(`there is no test called ${name}`);
    }
  }

  /** @param {any} head @returns {Generator<[string, string]>} */
  function* brokenConditions(head) {
    for (const { code, each, wrong: test, at } of data.conditions) {
      if (!each.length && holds(test, head, head, [])) yield [code, at];
      for (const list of each) {
        const group = records(head, list);
        for (const [number, record] of group.entries())
          if (holds(test, record, head, group.slice(0, number))) yield [code, `${list}.${number}${at && "." + at}`];
      }
    }
  }

  /* -- sources and footnotes -- */

  /** Yield every record of the head but the sources, with its place. @param {any} head */
  function* holders(head) {
    for (const [name, value] of Object.entries(head)) {
      if (name === "sources") continue;
      if (isRecord(value)) yield /** @type {[string, any]} */ ([name, value]);
      if (Array.isArray(value))
        for (const [number, item] of value.entries())
          if (isRecord(item)) yield /** @type {[string, any]} */ ([`${name}.${number}`, item]);
    }
  }

  /** @param {FormDraft} draft @returns {Generator<[string, string, string?]>} */
  function* wrongSources({ head, body }) {
    const sources = records(head, "sources"),
      ids = new Set(sources.map((one) => text(one, "id")).filter(Boolean));
    const used = new Set();
    for (const [number, source] of sources.entries())
      if (
        sources.findIndex((one) => text(one, "id") && text(one, "id") === text(source, "id")) < number &&
        text(source, "id")
      )
        yield ["C303", `sources.${number}.id`];
    for (const [at, record] of holders(head))
      for (const id of texts(record, "source")) {
        used.add(id);
        if (!ids.has(id) && !id.includes(data.slot)) yield ["C302", `${at}.source`, id];
      }
    for (const [key, said] of Object.entries(body))
      for (const id of footnotes(said)) {
        used.add(id);
        if (!ids.has(id)) yield ["C202", `body.${key}`, `[^${id}]`];
      }
    for (const [number, source] of sources.entries()) {
      const id = text(source, "id");
      if (id && !used.has(id) && !id.includes(data.slot)) yield ["C203", `sources.${number}.id`, id];
    }
  }

  /* -- the whole -- */

  /** @param {FormDraft} draft @returns {Generator<[string, string, string?]>} */
  function* everything({ slug, head, body }) {
    if (!fits("slug", slug) || slug.length > data.limits.slug || data.device_names.includes(slug))
      yield ["C007", "slug"];
    else if (data.taken.includes(slug)) yield ["C401", "slug"];
    yield* wrongShape(head, data.fields, "", new Set(texts(head, "country")));
    if (words(text(head, "summary")).length > data.limits.summary)
      yield ["C109", "summary", `${words(text(head, "summary")).length} words`];
    for (const [at, said] of textsBelow(head, "")) if (said.includes(data.slot)) yield ["C110", at.slice(1)];
    for (const [key, said] of Object.entries(body)) if (said.includes(data.slot)) yield ["C110", `body.${key}`];
    const length = Object.values(body).reduce(
      (sum, said) => sum + words(said.replace(new RegExp(compiled.footnote, "gu"), "")).length,
      0,
    );
    if (length < data.limits.body) yield ["C204", `body.${data.headings[0][0]}`, `${length} words`];
    yield* wrongSources({ slug, head, body });
    yield* brokenConditions(head);
    yield* unfair({ slug, head, body });
    for (const name of texts(head, "aliases"))
      if (data.taken.includes(name) || name === slug) yield ["C401", "aliases", name];
    const named = [
      ...texts(head, "related").map((name) => ["related", name]),
      ...records(head, "replications").map((one, n) => [`replications.${n}.case`, text(one, "case")]),
    ];
    for (const [at, name] of named) if (name && !data.taken.includes(name) && name !== slug) yield ["C402", at, name];
  }

  /** Return all that `whatworks check` would say of a draft, each thing once. @param {FormDraft} draft @returns {Mistake[]} */
  function check(draft) {
    const isDraft = text(draft.head, "review") === "draft",
      found = new Map();
    for (const [code, at, said = ""] of everything(draft)) {
      const hint = code === "C203" || code === "C204" || (code === "C110" && isDraft);
      if (!found.has(`${code} ${at} ${said}`)) found.set(`${code} ${at} ${said}`, { code, at, hint, said });
    }
    return [...found.values()];
  }

  whatworks.form = { ...whatworks.form, check };
})();
