// @ts-check
/* The compiled index as the search reads it: numbered shards, loaded when first asked for. What is asked for and is not
   here yet is remembered, answered with nothing, and loaded before the question is put again. Bytes: indexer/shards.py;
   accessors: search/source_compiled.py, by their names. */

/** Documents and their impacts, side by side. @typedef {{documents: number[], impacts: number[]}} Postings */
/** The labels of concepts that can begin with a stem. @typedef {{phrases: Map<string, Entry>,
 *   singles: Map<string, Entry>, longest: number}} Labels */
/** What a label can mean: concepts, and others by country.
 * @typedef {{concepts: string[], senses: [string, string][]}} Entry */
/** A concept's labels as shown, what it is filed under, and the labels by which it is found in a text.
 * @typedef {{labels: string[], tags: string[], marks: LabelRow[]}} Idea */
/** A label (several stems, or one spelling), its concepts, its senses by country.
 * @typedef {[string[] | string, string[], [string, string][]]} LabelRow */
/** A shard that is needed. @typedef {{kind: string, number: number | string, generation: string}} Part */

(function () {
  "use strict";

  const { whatworks } = /** @type {{whatworks: WhatWorks}} */ (/** @type {unknown} */ (window));
  const { analysis, data } = whatworks;
  const { byCodePoint, own } = analysis;
  const { FACETS } = whatworks.query;
  const PLACE_BITS = 13;
  const QUESTION_BITS = 6;
  /** @type {Postings} */
  const NOTHING = { documents: [], impacts: [] };
  const decoder = new TextDecoder();

  /** Reads the bytes of a shard from a place onwards. */
  class Bytes {
    /** @param {string} text each letter a byte @param {number} [at] */
    constructor(text, at = 0) {
      this.text = text;
      this.at = at;
    }

    byte() {
      const value = this.text.charCodeAt(this.at);
      this.at += 1;
      return value;
    }

    count() {
      return this.byte() + this.byte() * 0x100 + this.byte() * 0x10000 + this.byte() * 0x1000000;
    }

    /** Return whole numbers that have one, two or four bytes each. @param {number} many */
    numbers(many) {
      const width = this.byte();
      return Array.from({ length: many }, () => {
        let value = this.byte();
        if (width > 1) value += this.byte() * 0x100;
        if (width > 2) value += this.byte() * 0x10000 + this.byte() * 0x1000000;
        return value;
      });
    }

    /** Return ascending numbers from their gaps. @param {number} many */
    ascending(many) {
      let sum = 0;
      return this.numbers(many).map((gap) => { sum += gap; return sum; });
    }

    varint() {
      let value = 0, times = 1, byte = this.byte();
      while (byte > 127) {
        value += (byte - 128) * times;
        times *= 128;
        byte = this.byte();
      }
      return value + byte * times;
    }

    /** @returns {Postings} */
    postings() {
      const many = this.count(), documents = this.ascending(many);
      return { documents, impacts: Array.from({ length: many }, () => this.byte()) };
    }

    /** Return what is left, or the next bytes, as text. @param {number} [many] */
    words(many = this.text.length - this.at) {
      const bytes = Uint8Array.from({ length: many }, () => this.byte());
      return decoder.decode(bytes);
    }

    /** Return the rest as JSON, or what stands for it. @param {any} otherwise @returns {any} */
    json(otherwise) {
      return this.at < this.text.length ? JSON.parse(this.words()) : otherwise;
    }
  }

  /** Return the records of a table by their keys. @param {string} text @returns {Map<string, string>} */
  function table(text) {
    const bytes = new Bytes(text), long = bytes.count();
    const keys = long ? bytes.words(long).split("\n") : [];
    let at = 0;
    const ends = bytes.numbers(keys.length).map((length) => { at += length; return at; });
    return new Map(keys.map((key, n) => [key, text.slice(bytes.at + (n ? ends[n - 1] : 0), bytes.at + ends[n])]));
  }

  /** Return how many of some keys in order are not beyond a key. @param {string[]} keys @param {string} key */
  function upTo(keys, key) {
    let low = 0, high = keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (byCodePoint(keys[middle], key) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** @param {LabelRow[]} rows @returns {Labels} */
  function labelsOf(rows) {
    const phrases = new Map(), singles = new Map();
    let longest = 0;
    for (const [label, concepts, senses] of rows) {
      const entry = { concepts, senses };
      if (typeof label === "string") singles.set(label, entry);
      else {
        phrases.set(label.join(" "), entry);
        longest = Math.max(longest, label.length);
      }
    }
    return { phrases, singles, longest };
  }

  /** A facet of all documents: its values, and each document's first one by number, its second ... (0 is none). */
  class Facet {
    /** @param {string[]} values @param {number[][]} planes */
    constructor(values, planes) {
      this.values = values;
      this.planes = planes;
    }

    /** Return the documents with any of some values. @param {string[]} values */
    having(values) {
      const numbers = new Set(values.map((value) => this.values.indexOf(value) + 1).filter(Boolean));
      /** @type {Set<number>} */
      const found = new Set();
      for (const plane of numbers.size ? this.planes : [])
        plane.forEach((number, document) => { if (numbers.has(number)) found.add(document); });
      return found;
    }

    /** Return the documents whose first value this is. @param {string} value */
    first(value) {
      return new Facet(this.values, this.planes.slice(0, 1)).having([value]);
    }

    /** Return value -> how many of some documents have it. @param {Iterable<number>} documents */
    counts(documents) {
      const counted = new Array(this.values.length + 1).fill(0);
      for (const document of documents) for (const plane of this.planes) counted[plane[document]] += 1;
      return new Map(this.values.map((value, n) => [value, counted[n + 1]]));
    }
  }

  /** The index as the search reads it. */
  class Source {
    /** @param {Head} head */
    constructor(head) {
      this.head = head;
      this.size = head.size;
      /** What was asked for and is not here yet. @type {Map<string, Part>} */
      this.missing = new Map();
      /** @type {Map<string, any>} */
      this.shards = new Map();
      /** What was read from shards. @type {Map<string, any>} */
      this.held = new Map();
    }

    /** Return a shard, or null where it must be loaded first.
     * @param {string} kind @param {number | string} number @param {string} generation */
    shard(kind, number, generation = this.head.generation) {
      const name = `${kind}/${number}`;
      if (this.shards.has(name)) return this.shards.get(name);
      this.missing.set(name, { kind, number, generation });
      return null;
    }

    /** Return what was made of a shard, made once. @template T @param {string} name @param {string | null} text
     * @param {(text: string) => T} make @param {T} otherwise @returns {T} */
    once(name, text, make, otherwise) {
      if (text === null) return otherwise;
      if (!this.held.has(name)) this.held.set(name, make(text));
      return this.held.get(name);
    }

    /** Return the number of the shard that holds a key if any does, or -1. @param {string} kind @param {string} key */
    holding(kind, key) {
      const firsts = this.head.kinds[kind];
      return Array.isArray(firsts) && firsts.length ? Math.max(upTo(firsts, key) - 1, 0) : -1;
    }

    /** Return the record under a key, or null. @param {string} kind @param {string} key @returns {string | null} */
    record(kind, key) {
      const number = this.holding(kind, key);
      if (number < 0) return null;
      const rows = this.once(`${kind}/${number}`, this.shard(kind, number), table, new Map());
      return rows.get(key) ?? null;
    }

    /** @param {string} stem */
    term(stem) {
      return this.once(`term ${stem}`, this.record("terms", stem), (text) => {
        const bytes = new Bytes(text), postings = bytes.postings();
        return { postings, text, at: bytes.at };
      }, { postings: NOTHING, text: "", at: 0 });
    }

    /** Return the documents and impacts of a stem. @param {string} stem @returns {Postings} */
    word(stem) {
      return this.term(stem).postings;
    }

    /** Return where a stem stands in the fields whose neighbours count, documents and places in one number.
     * @param {string} stem @returns {number[]} */
    near(stem) {
      const { text, at } = this.term(stem);
      if (!text) return [];
      const bytes = new Bytes(text, at);
      return bytes.ascending(bytes.count());
    }

    /** Return which everyday questions a stem stands in, documents and questions in one number.
     * @param {string} stem @returns {number[]} */
    asked(stem) {
      const { text, at } = this.term(stem);
      if (!text) return [];
      const bytes = new Bytes(text, at);
      bytes.ascending(bytes.count());
      return bytes.ascending(bytes.count());
    }

    /** Return the labels of concepts that can begin with a stem. @param {string} stem @returns {Labels | null} */
    labels(stem) {
      const { text, at } = this.term(stem);
      return this.once(`labels ${stem}`, text || null, () => {
        const bytes = new Bytes(text, at);
        bytes.ascending(bytes.count());
        bytes.ascending(bytes.count());
        const rows = bytes.json([]);
        return rows.length ? labelsOf(rows) : null;
      }, null);
    }

    /** Return the documents and impacts of a concept. @param {string} key @returns {Postings} */
    concept(key) {
      return this.once(`concept ${key}`, this.record("concepts", key), (text) => new Bytes(text).postings(), NOTHING);
    }

    /** @param {string} key @returns {Idea} */
    idea(key) {
      return this.once(`idea ${key}`, this.record("concepts", key), (text) => {
        const bytes = new Bytes(text);
        bytes.postings();
        return { labels: [key], tags: [], marks: [], ...bytes.json({}) };
      }, { labels: [key], tags: [], marks: [] });
    }

    /** Return document -> places of a stem. @param {string} stem @returns {Map<number, number[]>} */
    places(stem) {
      if (this.record("terms", stem) === null) return new Map(); // not here yet, or not there at all
      const { documents } = this.word(stem);
      return this.once(`places ${stem}`, this.record("places", stem), (text) => {
        const bytes = new Bytes(text);
        return new Map(documents.map((document) => {
          let place = 0;
          return [document, Array.from({ length: bytes.varint() }, () => { place += bytes.varint(); return place; })];
        }));
      }, new Map());
    }

    /** Return [surface form, stem] of every surface form with a beginning, in order. @param {string} beginning */
    forms(beginning) {
      /** @type {[string, string][]} */
      const found = [];
      const firsts = /** @type {string[]} */ (this.head.kinds.forms ?? []);
      for (let number = this.holding("forms", beginning); number >= 0 && number < firsts.length; number += 1) {
        const past = byCodePoint(firsts[number], beginning) > 0 && !firsts[number].startsWith(beginning);
        if (past) break;
        const rows = this.once(`forms/${number}`, this.shard("forms", number), formsOf, []);
        for (const row of rows) if (row[0].startsWith(beginning)) found.push(row);
      }
      return found;
    }

    /** @param {string} name @returns {Facet} */
    facet(name) {
      const number = FACETS.indexOf(name);
      if (number < 0) return new Facet([], []);
      return this.once(`facet ${name}`, this.shard("facets", number), (text) => {
        const bytes = new Bytes(text);
        const values = JSON.parse(bytes.words(bytes.count()));
        const planes = Array.from({ length: bytes.byte() }, () => bytes.numbers(this.size));
        return new Facet(values, planes);
      }, new Facet([], []));
    }

    /** Return every document's number in a column: `years` (0 is none) or `titles` (places in their order).
     * @param {"years" | "titles"} name @returns {number[]} */
    column(name) {
      return this.once(name, this.shard(name, 0), (text) => new Bytes(text).numbers(this.size), []);
    }

    /** @param {number} document @returns {Card | null} */
    card(document) {
      const each = this.head.cards, shard = this.shard("cards", Math.floor(document / each));
      return shard ? shard[document % each] : null;
    }

    /** Return a document's [field, text] pairs, or null. @param {number} document
     * @returns {[string, string][] | null} */
    text(document) {
      const card = this.card(document);
      return card && this.shard("texts", card.slug, card.stamp);
    }

    /** Return value -> label of a facet; values that no case has are left out. @param {string} name */
    labelled(name) {
      return own(this.head.labels, name) ?? {};
    }

    /** Tell whether a facet has a value, be it one of no case. @param {string} name @param {string} value */
    allows(name, value) {
      return own(this.labelled(name), value) !== undefined ||
        (own(this.head.unused, name) ?? "").split(" ").includes(value);
    }

    /** Load what is missing. Rejects with the trouble of the first part that does not come.
     * @returns {Promise<unknown>} */
    load() {
      const parts = [...this.missing];
      this.missing.clear();
      return Promise.all(parts.map(([name, { kind, number, generation }]) =>
        data.load(kind, number, generation).then((value) => { this.shards.set(name, value); })));
    }
  }

  /** @param {string} text @returns {[string, string][]} */
  function formsOf(text) {
    return text.split("\n").map((line) => {
      const [form, change = ""] = line.split(" ");
      const cut = /^\d*/.exec(change)?.[0] ?? "";
      return [form, form.slice(0, form.length - Number(cut)) + change.slice(cut.length)];
    });
  }

  whatworks.source = { Source, PLACE_BITS, QUESTION_BITS, labelsOf };
})();
