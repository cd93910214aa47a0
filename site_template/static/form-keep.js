// @ts-check
/* The draft that this browser keeps under the library's id. What is read back may be anything and is not trusted. */


(function () {
  "use strict";

  const { whatworks } = /** @type {{whatworks: any}} */ (/** @type {unknown} */ (window));
  const data = whatworks.given.form;
  const key = `whatworks:${document.body.dataset.library}:form`;

  /** Return only what a field may hold. @param {any} value @param {any} field @returns {any} */
  function sound(value, field) {
    if (typeof value === "string") {
      if (!value || field.of || field.kind === "verified") return undefined;
      return field.many ? [value] : value;
    }
    if (Array.isArray(value) && (field.many || field.kind === "records")) {
      const kept = field.of
        ? value.slice(0, whatworks.form.MOST).map((one) => soundRecord(one, field.of))
        : value.map((one) => sound(one, { ...field, many: false }));
      return kept.filter((one) => one !== undefined);
    }
    if (field.kind === "verified")
      return soundRecord(value, [
        { name: "date", kind: "date" },
        { name: "by", kind: "key" },
      ]);
    return field.kind === "record" ? soundRecord(value, field.of) : undefined;
  }

  /** @param {any} value @param {any[]} known @returns {Record<string, any> | undefined} */
  function soundRecord(value, known) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    const kept = known
      .filter((field) => Object.prototype.hasOwnProperty.call(value, field.name))
      .map((field) => [field.name, sound(value[field.name], field)]);
    return Object.fromEntries(kept.filter(([, one]) => one !== undefined));
  }

  /** Return the draft that this browser kept, or null. @returns {FormDraft | null} */
  function read() {
    try {
      const found = JSON.parse(localStorage.getItem(key) ?? "null");
      if (found?.version !== 1) return null;
      const body = soundRecord(
        found.body,
        data.headings.map((/** @type {string[]} */ [name]) => ({ name, kind: "text" })),
      );
      return {
        slug: sound(found.slug, { kind: "text" }) ?? "",
        head: soundRecord(found.head, data.fields) ?? {},
        body: body ?? {},
      };
    } catch {
      return null;
    }
  }

  /** Keep a draft; tell whether the browser did. @param {FormDraft} draft */
  function write(draft) {
    try {
      localStorage.setItem(key, JSON.stringify({ version: 1, ...draft }));
      return true;
    } catch {
      return false;
    }
  }

  function remove() {
    try {
      localStorage.removeItem(key);
    } catch {
      /* nothing was kept */
    }
  }

  whatworks.form = { ...whatworks.form, kept: { read, write, remove } };
})();
