// @ts-check
/* The shape of a head: fields, values, dates and codes, as indexer/rules_shape.py goes through them. */


(function () {
  "use strict";

  const { whatworks } = /** @type {{whatworks: any}} */ (/** @type {unknown} */ (window));
  const data = whatworks.given.form;
  const { own, fits, isRecord, text } = /** @type {FormReading} */ (whatworks.form.reading);
  const allowed = Object.fromEntries(
    Object.entries(data.values).map(([name, keys]) => [name, new Set(keys.map((/** @type {string[]} */ k) => k[0]))]),
  );
  const inner = (/** @type {FormField} */ field) => field.of ?? [];

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
      yield* wrongInRecords(
        value,
        field,
        value.map((/** @type {any} */ _, /** @type {number} */ n) => `${at}.${n}`),
        countries,
      );
    else if (field.kind === "verified") yield* wrongInVerified(value, at);
    else if (isRecord(value) || (Array.isArray(value) && !field.many)) yield ["C104", at];
    else {
      const items = Array.isArray(value) ? value : [value];
      if (!items.length && field.required) yield ["C113", at];
      for (const item of items) {
        if (typeof item !== "string") yield ["C104", at];
        else if (!item.trim()) yield ["C113", at];
        else if (!item.includes(data.slot)) {
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

  whatworks.form = { ...whatworks.form, wrongShape };
})();
