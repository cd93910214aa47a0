// @ts-check
/* The query language: text to clauses, no index. It follows search/query.py clause by clause: words, "phrases",
   field:value, -not, OR, prefix*, fuzzy~, year ranges. */

/**
 * One thing to look for. kind: word, phrase, prefix, fuzzy, facet or years. Offsets are code points.
 * @typedef {{kind: string, text: string, start: number, end: number, field: string | null, edits: number}} Term
 */
/** Alternatives joined by OR; a negative clause excludes. @typedef {{terms: Term[], negative: boolean}} Clause */
/**
 * A query that cannot be read.
 * @typedef {Error & {query: string, start: number, end: number, reason: string, remedy: string}} QueryProblem
 */
/** A parsed query and hints on how it was read. @typedef {{text: string, clauses: Clause[], hints: string[]}} Query */

(function () {
  "use strict";

  const { whatworks } = /** @type {{whatworks: WhatWorks}} */ (/** @type {unknown} */ (window));
  const { SPACES, size, slice, strip } = whatworks.analysis;

  const MAX_LENGTH = 2000;
  const TEXT_FIELDS = ["title", "summary", "asks", "topic", "place", "organisation", "body"];
  const FACETS = ["country", "region", "at", "need", "service", "kind", "delivery", "contract", "ended-how", "result",
    "comparison", "known", "factor", "pitfall", "cost", "setting"];
  const YEAR_FIELDS = ["year", "since", "until"];
  const SPACE = new RegExp(`[${SPACES}]`);
  const FIELD = new RegExp(`([A-Za-z][A-Za-z_-]*):(?=[^${SPACES}:/])`, "y");
  const CHUNK = new RegExp(`[^${SPACES}"]+`, "y");
  const YEARS = /^([0-9]{4})?(?:(\.\.|-)([0-9]{4})?)?$/;
  const FUZZY = /^([^]+?)~([12]?)$/;
  const QUOTES = /[“”„«»]/g;
  const LETTER = /[\p{L}\p{N}]/u;

  /** A query that cannot be read; `start` and `end` mark the place in it (code points). */
  class QueryError extends Error {
    /** @param {string} query @param {number} start @param {number} end @param {string} reason @param {string} remedy */
    constructor(query, start, end, reason, remedy) {
      super(reason);
      this.name = "QueryError";
      this.query = query;
      this.start = start;
      this.end = end;
      this.reason = reason;
      this.remedy = remedy;
    }
  }

  /** Parse a query. Throws QueryError, with the place, on what cannot be read. @param {string} text @returns {Query} */
  function parse(text) {
    const length = size(text);
    if (length > MAX_LENGTH) {
      throw new QueryError(slice(text, 0, 60) + "...", 60, 63,
        `The query has ${grouped(length)} characters; at most ${grouped(MAX_LENGTH)} are read.`,
        "Shorten it to the words that matter.");
    }
    return new Reader(text).query();
  }

  /** Return a whole number with commas between thousands. @param {number} number */
  function grouped(number) {
    return String(number).replace(/\B(?=(?:\d{3})+$)/g, ",");
  }

  /** Reads one query from left to right; `at` counts code units, terms and errors code points. */
  class Reader {
    /** @param {string} text */
    constructor(text) {
      this.text = text;
      this.plain = text.replace(QUOTES, '"');
      this.at = 0;
      /** @type {string[]} */
      this.hints = [];
    }

    /** Return the whole query, alternatives joined. @returns {Query} */
    query() {
      /** @type {Clause[]} */
      const clauses = [];
      let joining = -1;
      for (const { clause, start, end } of this.clauses()) {
        const last = clauses[clauses.length - 1];
        if (!clause) {
          if (!last || joining >= 0) throw this.error(start, end, "OR stands without something before it.", OR_REMEDY);
          joining = start;
        } else if (joining >= 0) {
          if (clause.negative || last.negative)
            throw this.error(start, end, "OR and -not cannot be joined.", "Take out the minus sign or the OR.");
          last.terms.push(...clause.terms);
          joining = -1;
        } else clauses.push(clause);
      }
      if (joining >= 0) throw this.error(joining, joining + 2, "OR stands without something after it.", OR_REMEDY);
      return { text: this.text, clauses, hints: this.hints };
    }

    /** Yield clauses with their place in code units; no clause stands for OR. */
    * clauses() {
      while (this.at < this.plain.length) {
        if (SPACE.test(this.plain[this.at])) {
          this.at += 1;
          continue;
        }
        const start = this.at;
        const negative = this.isMinus();
        if (negative) this.at += 1;
        const field = this.field();
        if (!negative && field === null && this.isOr()) {
          this.at += 2;
          yield { clause: null, start, end: this.at };
          continue;
        }
        const term = this.plain[this.at] === '"' ? this.phrase(start, field) : this.chunk(start, field);
        if (term) yield { clause: { terms: [term], negative }, start, end: this.at };
      }
    }

    isMinus() {
      const next = this.plain[this.at + 1];
      return this.plain[this.at] === "-" && next !== undefined && next !== "-" && !SPACE.test(next);
    }

    isOr() {
      return matchAt(CHUNK, this.plain, this.at)?.[0] === "OR";
    }

    /** Read the name of a field, if one stands here. */
    field() {
      const match = matchAt(FIELD, this.plain, this.at);
      if (!match) return null;
      const name = match[1].toLowerCase().replace(/_/g, "-");
      if (TEXT_FIELDS.includes(name) || FACETS.includes(name) || YEAR_FIELDS.includes(name)) {
        this.at += match[0].length;
        return name;
      }
      this.hints.push(`“${match[1]}:” is not a field, so it was searched as a word. Fields: ` +
        [...TEXT_FIELDS, ...FACETS, "year"].join(", "));
      return null;
    }

    /** Read a phrase. @param {number} start @param {string | null} field */
    phrase(start, field) {
      const close = this.plain.indexOf('"', this.at + 1);
      if (close < 0)
        throw this.error(this.at, this.at + 1, "This quotation mark is never closed.", QUOTE_REMEDY);
      const inner = strip(this.plain.slice(this.at + 1, close));
      this.at = close + 1;
      if (field !== null && !TEXT_FIELDS.includes(field)) return this.term(inner, start, field);
      return inner ? this.made("phrase", inner, start, field) : null;
    }

    /** Read what stands up to the next space or quotation mark. @param {number} start @param {string | null} field */
    chunk(start, field) {
      const match = matchAt(CHUNK, this.plain, this.at);
      this.at += match ? match[0].length : 1;
      return match ? this.term(match[0], start, field) : null;
    }

    /** Return the term of a chunk, or null where nothing in it can be searched.
     * @param {string} chunk @param {number} start @param {string | null} field */
    term(chunk, start, field) {
      if (field !== null && YEAR_FIELDS.includes(field)) return this.years(chunk, start, field);
      if (field !== null && FACETS.includes(field))
        return this.made("facet", chunk.replace(/^[,;]+|[,;]+$/g, ""), start, field);
      const word = chunk.replace(/[.,;:!?)]+$/, "");
      const stump = word.replace(/\*+$/, "");
      if (stump !== word && stump.replace(/^\*+/, "")) return this.prefix(stump, start, field);
      const fuzzy = FUZZY.exec(word);
      if (fuzzy) return this.made("fuzzy", fuzzy[1], start, field, Number(fuzzy[2]));
      return LETTER.test(chunk) ? this.made("word", chunk, start, field) : null;
    }

    /** @param {string} stump @param {number} start @param {string | null} field */
    prefix(stump, start, field) {
      if (Array.from(stump).filter((sign) => LETTER.test(sign)).length < 2)
        throw this.error(start, this.at, "A prefix needs at least two letters before the *.", PREFIX_REMEDY);
      return this.made("prefix", stump, start, field);
    }

    /** @param {string} chunk @param {number} start @param {string} field */
    years(chunk, start, field) {
      const [, first, dash, last] = YEARS.exec(chunk) || [];
      if (!first && !last) {
        throw this.error(start, this.at, `“${chunk}” is not a year or a range of years.`,
          "Write year:2016, year:2010..2015, year:2010.. or year:..2015.");
      }
      const range = field === "since" ? `${first || last}..` : field === "until" ? `..${last || first}`
        : dash ? `${first || ""}..${last || ""}` : `${first}..${first}`;
      return this.made("years", range, start, "year");
    }

    /** Return a term that ends where the reader stands.
     * @param {string} kind @param {string} text @param {number} start @param {string | null} field
     * @param {number} [edits] @returns {Term} */
    made(kind, text, start, field, edits = 0) {
      return { kind, text, start: this.point(start), end: this.point(this.at), field, edits };
    }

    /** @param {number} start @param {number} end @param {string} reason @param {string} remedy */
    error(start, end, reason, remedy) {
      return new QueryError(this.text, this.point(start), this.point(end), reason, remedy);
    }

    /** Return a place as code points. @param {number} at */
    point(at) {
      return size(this.text.slice(0, at));
    }
  }

  const PREFIX_REMEDY = "Write more of the word.";
  const QUOTE_REMEDY = 'Close it with another ", or take it out.';
  const OR_REMEDY = "Write a OR b, or lower-case `or` for the word.";

  /** Return the match of a sticky pattern at a place.
   * @param {RegExp} pattern @param {string} text @param {number} at */
  function matchAt(pattern, text, at) {
    pattern.lastIndex = at;
    return pattern.exec(text);
  }

  whatworks.query = { parse, QueryError, FACETS };
})();
