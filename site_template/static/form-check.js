// @ts-check
/* The rules of `whatworks check`, gone through in the browser. What they demand is data (data/form.js, made from the
   rules themselves); this file only knows how to go through it, as indexer/rules*.py and indexer/conditions.py do. */

/** @typedef {{name: string, label: string, kind: string, means: string, values?: string, required?: boolean,
 *   many?: boolean, of?: FormField[], long?: boolean}} FormField */
/** @typedef {{slug: string, head: Record<string, any>, body: Record<string, string>}} FormDraft */
/** @typedef {{code: string, at: string, hint: boolean, said: string}} Mistake  at: `outcomes.0.figure`, `body.cost` */

(function () {
  "use strict";

  const { whatworks } = /** @type {{whatworks: any}} */ (/** @type {unknown} */ (window));
  const data = whatworks.given.form;
  const own = (/** @type {object} */ holder, /** @type {string} */ key) => Object.prototype.hasOwnProperty.call(holder, key);
  const compiled = Object.fromEntries(Object.entries(data.patterns).map(([name, given]) => [name, pattern(given)]));
  const allowed = Object.fromEntries(Object.entries(data.values).map(([name, keys]) => [name, new Set(keys.map((/** @type {string[]} */ k) => k[0]))]));
  const persons = data.persons.map(pattern);
  const details = data.details.map((/** @type {[string[], string]} */ [given, what]) => [pattern(given), what]);
  const inner = (/** @type {FormField} */ field) => field.of ?? [];

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
    return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string" && one.trim())
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

  /* -- shape: fields, values, dates, codes -- */

  /** @param {string} said */
  function isDate(said) {
    const match = fits("date", said);
    if (!match || said.slice(0, 4) < data.limits.earliest || said.slice(0, 4) > data.limits.latest) return false;
    const [year, month, day] = [match[1], match[2] ?? "1", match[3] ?? "1"].map(Number);
    const made = new Date(Date.UTC(2000, month - 1, day));
    made.setUTCFullYear(year, month - 1, day);
    return made.getUTCMonth() === month - 1 && made.getUTCDate() === day;
  }

  /** Return the code of what is wrong with one text of a field, or nothing.
   * @param {string} said @param {FormField} field @param {Set<string>} countries */
  function wrong(said, field, countries) {
    const ages = field.kind === "ages" ? fits("ages", said) : null;
    /** @type {Record<string, () => string | false | null | undefined>} */
    const by = {
      key: () => !allowed[field.values ?? ""]?.has(said) && "C103",
      date: () => !isDate(said) && "C105",
      year: () => !(fits("year", said) && isDate(said)) && "C105",
      ages: () => !(ages && Number(ages[1]) <= Number(ages[2])) && "C108",
      country: () => !allowed.countries.has(said) && "C106",
      region: () => !(fits("region", said) && countries.has(said.slice(0, 2))) && "C107",
      amount: () => !fits("amount", said) && "C111",
      currency: () => !fits("currency", said) && "C111",
      url: () => !fits("url", said) && "C112",
      slug: () => !fits("id", said) && "C104",
      id: () => !fits("id", said) && "C104",
    };
    return own(by, field.kind) ? by[field.kind]() : false;
  }

  /** @param {any} value @param {FormField} field @param {string} at @param {Set<string>} countries
   * @returns {Generator<[string, string]>} */
  function* wrongInField(value, field, at, countries) {
    if (field.kind === "record") yield* wrongInRecords([value], field, [at], countries);
    else if (field.kind === "records" && typeof value === "string" && !value.trim()) yield ["C113", at];
    else if (field.kind === "records" && !Array.isArray(value)) yield ["C104", at];
    else if (field.kind === "records")
      yield* wrongInRecords(value, field, value.map((/** @type {any} */ _, /** @type {number} */ n) => `${at}.${n}`), countries);
    else if (field.kind === "verified") yield* wrongInVerified(value, at);
    else if (isRecord(value) || (Array.isArray(value) && !field.many)) yield ["C104", at];
    else {
      const items = Array.isArray(value) ? value : [value];
      if (!items.length && field.required) yield ["C113", at];
      for (const item of items) {
        if (typeof item !== "string") yield ["C104", at];
        else if (!item.trim()) yield ["C113", at];
        else if (!compiled.slot.test(item)) {
          const code = wrong(item.trim(), field, countries);
          if (code) yield [code, at];
        }
      }
    }
  }

  /** @param {any[]} items @param {FormField} field @param {string[]} places @param {Set<string>} countries
   * @returns {Generator<[string, string]>} */
  function* wrongInRecords(items, field, places, countries) {
    for (const [number, item] of items.entries()) {
      if (isRecord(item)) yield* wrongShape(item, inner(field), places[number] + ".", countries);
      else yield ["C104", places[number]];
    }
  }

  /** @param {any} value @param {string} at @returns {Generator<[string, string]>} */
  function* wrongInVerified(value, at) {
    if (!isRecord(value) || Object.keys(value).sort().join() !== "by,date") yield ["C104", at];
    else {
      if (!allowed.checked_by.has(text(value, "by"))) yield ["C103", at + ".by"];
      if (!isDate(text(value, "date"))) yield ["C105", at + ".date"];
    }
  }

  /** @param {Record<string, any>} record @param {FormField[]} fields @param {string} at @param {Set<string>} countries
   * @returns {Generator<[string, string]>} */
  function* wrongShape(record, fields, at, countries) {
    for (const name of Object.keys(record)) {
      const field = fields.find((one) => one.name === name);
      if (field) yield* wrongInField(record[name], field, at + name, countries);
      else yield ["C102", at + name];
    }
    for (const field of fields) if (field.required && !own(record, field.name)) yield ["C101", at + field.name];
  }

  /* -- conditions between fields -- */

  /** @param {any} record @param {string} path @returns {[any, string]} */
  function reach(record, path) {
    const way = path.split("."), last = /** @type {string} */ (way.pop());
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
      case "and": return given.every(here);
      case "or": return given.some(here);
      case "not": return !here(given[0]);
      case "head": return holds(given[0], head, head, above);
      case "any": return records(head, given[0]).some((one) => holds(given[1], one, head, above));
      case "there": return own(...reach(record, given[0]));
      case "filled": return first() !== "";
      case "in": return given.slice(1).includes(first());
      case "begins": return first().startsWith(given[1]);
      case "key-has": return Boolean(data.properties[given[0]][first()]?.[given[2]]);
      case "cites": return texts(record, "source").some((id) => data.properties.source_kinds[kindOf(head, id)]?.[given[0]] === given[1]);
      case "before": return before(text(record, given[0]), text(record, given[1]));
      case "before-earlier": {
        const starts = above.map((one) => text(one, given[0])).filter(Boolean);
        return starts.length > 0 && before(text(record, given[0]), starts[starts.length - 1]);
      }
      default: throw new Error(`there is no test called ${name}`);
    }
  }

  /** @param {any} head @param {string} id */
  function kindOf(head, id) {
    return records(head, "sources").reduce((kind, source) => (text(source, "id") === id ? text(source, "kind") : kind), "");
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
        for (const [number, item] of value.entries()) if (isRecord(item)) yield /** @type {[string, any]} */ ([`${name}.${number}`, item]);
    }
  }

  /** @param {string} said @returns {string[]} */
  function footnotes(said) {
    return [...said.matchAll(new RegExp(compiled.footnote, "gu"))].map((match) => match[1]);
  }

  /** @param {FormDraft} draft @returns {Generator<[string, string, string?]>} */
  function* wrongSources({ head, body }) {
    const sources = records(head, "sources"), ids = new Set(sources.map((one) => text(one, "id")).filter(Boolean));
    const used = new Set();
    for (const [number, source] of sources.entries())
      if (sources.findIndex((one) => text(one, "id") && text(one, "id") === text(source, "id")) < number && text(source, "id"))
        yield ["C303", `sources.${number}.id`];
    for (const [at, record] of holders(head))
      for (const id of texts(record, "source")) {
        used.add(id);
        if (!ids.has(id) && !compiled.slot.test(id)) yield ["C302", `${at}.source`, id];
      }
    for (const [key, said] of Object.entries(body))
      for (const id of footnotes(said)) {
        used.add(id);
        if (!ids.has(id)) yield ["C202", `body.${key}`, `[^${id}]`];
      }
    for (const [number, source] of sources.entries()) {
      const id = text(source, "id");
      if (id && !used.has(id) && !compiled.slot.test(id)) yield ["C203", `sources.${number}.id`, id];
    }
  }

  /* -- fairness and privacy -- */

  /** Yield every text below a value with its place. @param {any} value @param {string} at
   * @returns {Generator<[string, string]>} */
  function* textsBelow(value, at) {
    if (typeof value === "string") yield [at, value];
    else if (Array.isArray(value))
      for (const [number, item] of value.entries()) yield* textsBelow(item, isRecord(item) ? `${at}.${number}` : at);
    else if (isRecord(value)) for (const [name, item] of Object.entries(value)) yield* textsBelow(item, `${at}.${name}`);
  }

  /** @param {FormDraft} draft @returns {Generator<[string, string]>} */
  function* prose({ head, body }) {
    for (const [name, value] of Object.entries(head)) if (name !== "sources") yield* textsBelow(value, name);
    for (const [key, said] of Object.entries(body)) for (const line of said.split("\n")) yield [`body.${key}`, line];
  }

  /** Yield sentences with their place and the sources they cite. @param {FormDraft} draft
   * @returns {Generator<[string, string, string[]]>} */
  function* sentences({ head, body }) {
    const every = records(head, "sources").map((one) => text(one, "id"));
    for (const name of data.said_of_case)
      for (const part of cut(text(head, name), true)) yield [name, part, every];
    for (const [list, fields] of Object.entries(data.said_in_records))
      for (const [number, record] of records(head, list).entries())
        for (const name of fields) if (text(record, name)) yield [`${list}.${number}.${name}`, text(record, name), texts(record, "source")];
    for (const [key, said] of Object.entries(body))
      for (const paragraph of said.split("\n\n")) for (const part of cut(words(paragraph).join(" "))) yield [`body.${key}`, part, footnotes(part)];
  }

  /** Cut a text after its sentences; the footnotes behind them stay, or are left out.
   * @param {string} said @param {boolean} [bare] */
  function cut(said, bare) {
    const parts = [];
    let start = 0;
    for (const match of said.matchAll(new RegExp(compiled.sentence_end, "gu"))) {
      parts.push(said.slice(start, match.index + (bare ? 1 : match[0].length)));
      start = match.index + match[0].length;
    }
    return start < said.length ? [...parts, said.slice(start)] : parts;
  }

  /** Return the organisations that are named as providers. @param {any} head @returns {string[]} */
  function organisations(head) {
    return records(head, "arrangement").filter((one) => text(one, "delivery") && !data.public.includes(text(one, "delivery")))
      .flatMap((one) => text(one, "provider").split(compiled.providers)).map((name) => name.replace(/^[ )]+|[ )]+$/g, ""))
      .filter((name) => words(name).length >= 2 && words(name).filter((word) => /^\p{Lu}/u.test(word)).length >= 2);
  }

  /** @param {FormDraft} draft @returns {Generator<[string, string, string?]>} */
  function* unfair(draft) {
    for (const [at, said] of prose(draft)) {
      for (const [code, patterns] of [["PRIV01", persons], ["PRIV02", details.map((/** @type {any} */ one) => one[0])]])
        for (const one of patterns) {
          const match = one.exec(said);
          if (match) yield [code, at, match[0].trim()];
        }
    }
    for (const [number, source] of records(draft.head, "sources").entries()) {
      const address = text(source, "url"), host = (fits("url", address)?.[1] ?? "").toLowerCase().replace(/^www\./, "");
      if (compiled.child_review.test(address)) yield ["PRIV02", `sources.${number}.url`];
      if (host && data.mirrors.some((/** @type {string} */ mark) => host.startsWith(mark) || `.${host}`.includes(`.${mark}`)))
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
      const official = kinds.some((kind) => kind === "government" || data.properties.source_kinds[kind]?.known === "official");
      if (!compiled.attributed.test(plain) || !official) yield ["ADV01", at, adverse[0]];
    }
  }

  /* -- the whole -- */

  /** @param {FormDraft} draft @returns {Generator<[string, string, string?]>} */
  function* everything({ slug, head, body }) {
    if (!fits("slug", slug) || slug.length > data.limits.slug || data.device_names.includes(slug)) yield ["C007", "slug"];
    else if (data.taken.includes(slug)) yield ["C401", "slug"];
    yield* wrongShape(head, data.fields, "", new Set(texts(head, "country")));
    if (words(text(head, "summary")).length > data.limits.summary) yield ["C109", "summary", `${words(text(head, "summary")).length} words`];
    for (const [at, said] of textsBelow(head, "")) if (compiled.slot.test(said)) yield ["C110", at.slice(1)];
    for (const [key, said] of Object.entries(body)) if (compiled.slot.test(said)) yield ["C110", `body.${key}`];
    const length = Object.values(body).reduce((sum, said) => sum + words(said.replace(new RegExp(compiled.footnote, "gu"), "")).length, 0);
    if (length < data.limits.body) yield ["C204", `body.${data.headings[0][0]}`, `${length} words`];
    yield* wrongSources({ slug, head, body });
    yield* brokenConditions(head);
    yield* unfair({ slug, head, body });
    for (const name of texts(head, "aliases")) if (data.taken.includes(name) || name === slug) yield ["C401", "aliases", name];
    const named = [...texts(head, "related").map((name) => ["related", name]),
      ...records(head, "replications").map((one, n) => [`replications.${n}.case`, text(one, "case")])];
    for (const [at, name] of named) if (name && !data.taken.includes(name) && name !== slug) yield ["C402", at, name];
  }

  /** Return all that `whatworks check` would say of a draft, each thing once.
   * @param {FormDraft} draft @returns {Mistake[]} */
  function check(draft) {
    const isDraft = text(draft.head, "review") === "draft", found = new Map();
    for (const [code, at, said = ""] of everything(draft)) {
      const hint = code === "C203" || code === "C204" || (code === "C110" && isDraft);
      if (!found.has(`${code} ${at} ${said}`)) found.set(`${code} ${at} ${said}`, { code, at, hint, said });
    }
    return [...found.values()];
  }

  whatworks.form = { ...whatworks.form, check, words };
})();
