// @ts-check
/* From a question to results, as the terminal gives them: search/snippet.py and library.py. A question is put to the
   index as it is here; what is missing is loaded, and the question put again, until nothing is missing. */

/**
 * A stretch of text, marked places in it (code points), fields that matched.
 * @typedef {{text: string, marks: number[][], fields: string[]}} Passage
 */
/** @typedef {{filters?: Record<string, string[]>, since?: number, until?: number, sort?: string, limit?: number,
 *   offset?: number, exact?: boolean, passages?: boolean, facets?: string[]}} Options */
/** What is looked for in texts. @typedef {{stems: Map<string, number>, concepts: string[],
 *   labelsOf: (stem: string) => Labels | null}} Sought */
/** @typedef {{value: string, label: string, count: number}} FacetValue */
/**
 * One result. Snippet, marks and matched are empty until the texts have come.
 * @typedef {{rank: number, slug: string, title: string, country: string[], place: string, kind: string, result: string,
 *   comparison: string, known: string, year: number | null, score: number, snippet: string, marks: number[][],
 *   matched: string[], summary: string, private: boolean}} Hit
 */
/** How many results there would be without a filter (`drop` names it) or a part of the query.
 * @typedef {{count: number, drop: string, values: string[], query: string}} Advice */
/**
 * The answer to a query: the JSON of the contract, and what a page needs besides.
 * @typedef {{format_version: number, query: string, total: number, took_ms: number,
 *   expanded: {concept: string, labels: string[]}[], suggestion: string | null, facets: Record<string, FacetValue[]>,
 *   results: Hit[], hints: string[], advice: Advice[]}} Results
 */

(function () {
  "use strict";

  const { whatworks } = /** @type {{whatworks: WhatWorks}} */ (/** @type {unknown} */ (window));
  const { analysis, data } = whatworks;
  const { byCodePoint, own, size, slice, strip } = analysis;
  const { parse, QueryError, FACETS } = whatworks.query;
  const { plan, find, findConcepts, nearWords, edits, years, both, unique } = whatworks.find;
  const { Source, labelsOf } = whatworks.source;

  // -- passages (search/snippet.py)

  const WIDTH = 36;
  const LEAD = 6;
  const SHOWN = ["body", "summary"];

  /** Return the passage with the most, and the rarest, of the words and concepts asked for.
   * @param {[string, string][]} text @param {Sought} sought @param {string[]} countries @returns {Passage} */
  function bestPassage(text, sought, countries) {
    /** @type {string[]} */
    const fields = [];
    let top = null;
    for (const [name, raw] of text) {
      const shown = analysis.normal(raw);
      const words = analysis.tokens(shown);
      const lit = litWords(words, sought, countries);
      if (lit.length && !fields.includes(name)) fields.push(name);
      if (!SHOWN.includes(name) || !words.length) continue;
      const [start, worth] = bestWindow(words, lit, sought.stems);
      if (!top || worth > top.worth) top = { worth, start, shown, words, lit };
    }
    if (!top) return { text: "", marks: [], fields };
    return { ...cut(top.shown, top.words, top.lit, top.start), fields };
  }

  /** Return the numbers of the words to mark. @param {Token[]} words @param {Sought} sought @param {string[]} countries */
  function litWords(words, { stems, concepts, labelsOf: labels }, countries) {
    const lit = new Set([...words.keys()].filter((n) => stems.has(words[n].stem)));
    for (const match of findConcepts(words, labels, countries)) {
      if (!match.concepts.some((/** @type {string} */ concept) => concepts.includes(concept))) continue;
      for (let n = match.start; n < match.end; n += 1) lit.add(n);
    }
    return [...lit].sort((a, b) => a - b);
  }

  /** Return first word and worth of the best stretch of WIDTH words: each different word counts once.
   * @param {Token[]} words @param {number[]} lit @param {Map<string, number>} stems */
  function bestWindow(words, lit, stems) {
    let best = [0, -1];
    for (const start of unique([0, ...lit.map((n) => Math.max(0, n - LEAD))])) {
      const inside = new Set(lit.filter((n) => start <= n && n < start + WIDTH).map((n) => words[n].stem));
      const worth = [...inside].reduce((sum, stem) => sum + (stems.get(stem) ?? 1), 0);
      if (worth > best[1]) best = [start, worth];
    }
    return best;
  }

  /** @param {string} shown @param {Token[]} words @param {number[]} lit @param {number} start */
  function cut(shown, words, lit, start) {
    const whole = size(shown), end = Math.min(words.length, start + WIDTH);
    const begin = start === 0 ? 0 : words[start].start;
    const stop = end === words.length ? whole : words[end - 1].end;
    const lead = begin === 0 ? "" : "… ", tail = stop === whole ? "" : " …";
    const shift = lead.length - begin;
    /** @type {number[][]} */
    const marks = [];
    for (const n of lit.filter((number) => start <= number && number < end)) {
      const last = marks[marks.length - 1];
      const follows = last && lit.includes(n - 1) && strip(slice(shown, last[1] - shift, words[n].start)) === "";
      if (follows) last[1] = words[n].end + shift;
      else marks.push([words[n].start + shift, words[n].end + shift]);
    }
    return { text: lead + slice(shown, begin, stop) + tail, marks };
  }

  // -- library (search/library.py)

  /** What a passage needs later: what was asked, of which index.
   * @type {WeakMap<Results, {source: Source, made: Plan, found: Found, exact: boolean, order: number[]}>} */
  const asked = new WeakMap();

  /** Return results without passages. Throws QueryError. @param {Source} source @param {string} text
   * @param {Options} options @returns {Results} */
  function answer(source, text, options) {
    const started = performance.now();
    const filters = { values: options.filters ?? {}, since: options.since ?? 0, until: options.until ?? 0 };
    const exact = options.exact ?? false, offset = options.offset ?? 0;
    const query = parse(text);
    if (!query.clauses.length && !anyChosen(filters))
      throw new QueryError(text, 0, Math.max(1, size(text)), "The query is empty.",
        "Write what you look for, or choose a filter.");
    checkValues(source, query);
    const { made, found } = findFor(source, query, filters, exact);
    const order = sorted(source, found, [...within(source, found, filters)], options.sort ?? "relevance");
    const shown = order.slice(offset, offset + (options.limit ?? 10));
    const counted = facets(source, found, filters, options.facets ?? FACETS);
    const complete = !source.missing.size; // else what follows would ask for what is not wanted in the end
    /** @type {Results} */
    const results = {
      format_version: 1, query: text, total: order.length, took_ms: 0,
      expanded: expanded(source, made), suggestion: complete ? suggestion(source, query, made, found) : null,
      facets: counted,
      results: complete ? shown.flatMap((document, n) =>
        hit(source, document, offset + n + 1, Number(found.scores.get(document)))) : [],
      hints: [...query.hints, ...leftOut(made, found, order.length)],
      advice: order.length || !complete ? [] : advice(source, query, filters, exact),
    };
    results.took_ms = performance.now() - started;
    asked.set(results, { source, made, found, exact, order: shown });
    return results;
  }

  /** @param {Filters} filters */
  function anyChosen(filters) {
    return Boolean(filters.since || filters.until || Object.values(filters.values).some((values) => values.length));
  }

  /** @param {Source} source @param {Query} query @param {Filters} filters @param {boolean} exact */
  function findFor(source, query, filters, exact) {
    const countries = filters.values.country?.length ? filters.values.country : null;
    const made = plan(query, source, exact, countries);
    return { made, found: find(made, source) };
  }

  /** Refuse an unknown value of a facet. @param {Source} source @param {Query} query */
  function checkValues(source, query) {
    for (const term of query.clauses.flatMap((clause) => clause.terms).filter(({ kind }) => kind === "facet")) {
      const allowed = source.labelled(term.field ?? ""), keys = Object.keys(allowed);
      if (!keys.length || source.allows(term.field ?? "", term.text)) continue;
      const close = nearValues(term.text, allowed);
      throw new QueryError(query.text, term.start, term.end, `“${term.text}” is not a value of ${term.field}.`,
        close.length ? `Did you mean ${close.join(" or ")}?` : `Values: ${keys.slice(0, 12).join(", ")}`);
    }
  }

  /** Return the documents that filters allow, or null for all. @param {Source} source @param {Filters} filters
   * @param {string} [leaveOut] a facet to pass over */
  function choose(source, filters, leaveOut) {
    /** @type {Set<number> | null} */
    let chosen = null;
    for (const [name, values] of Object.entries(filters.values)) {
      if (!values.length || name === leaveOut) continue;
      const having = source.facet(name).having(values);
      chosen = chosen ? both(chosen, having) : having;
    }
    if (filters.since || filters.until) {
      const having = years(`${filters.since || ""}..${filters.until || ""}`, source);
      chosen = chosen ? both(chosen, having) : having;
    }
    return chosen;
  }

  /** Return the documents found that filters allow.
   * @param {Source} source @param {Found} found @param {Filters} filters @param {string} [leaveOut] */
  function within(source, found, filters, leaveOut) {
    const chosen = choose(source, filters, leaveOut), all = new Set(found.scores.keys());
    return chosen ? both(all, chosen) : all;
  }

  /** @param {Source} source @param {Found} found @param {number[]} kept @param {string} sort */
  function sorted(source, found, kept, sort) {
    /** @type {(document: number) => number} */
    const key = sort === "year" ? (n) => -source.column("years")[n]
      : sort === "title" ? (n) => source.column("titles")[n] : (n) => -Number(found.scores.get(n));
    return kept.sort((a, b) => key(a) - key(b) || a - b);
  }

  /** Return the counts of every facet, its own selection left out. @param {Source} source @param {Found} found
   * @param {Filters} filters @param {string[]} names */
  function facets(source, found, filters, names) {
    /** @type {Record<string, FacetValue[]>} */
    const counted = {};
    const all = within(source, found, filters);
    for (const name of names) {
      const selected = filters.values[name] ?? [], whole = selected.length ? null : all;
      const facet = source.facet(name), labels = source.labelled(name);
      const counts = facet.counts(whole ?? within(source, found, filters, name));
      counted[name] = unique([...Object.keys(labels), ...facet.values])
        .filter((/** @type {string} */ value) => counts.get(value) || (selected.includes(value) && counts.has(value)))
        .map((/** @type {string} */ value) => ({ value, label: own(labels, value) ?? value, count: counts.get(value) ?? 0 }));
    }
    return counted;
  }

  /** @param {Source} source @param {number} document @param {number} rank @param {number} score @returns {Hit[]} none where the card
   * is not here yet */
  function hit(source, document, rank, score) {
    const card = source.card(document);
    return !card ? [] : [{
      rank, slug: card.slug, title: card.title, country: card.country, place: card.place, kind: card.kind,
      result: card.result, comparison: card.comparison, known: card.known, year: card.year, score,
      snippet: "", marks: [], matched: [], summary: card.summary, private: card.private,
    }];
  }

  /** Give results their passages, where their texts are here.
   * @param {{source: Source, made: Plan, found: Found, exact: boolean, order: number[]}} held
   * @param {Results} results */
  function fill({ source, made, found, exact, order }, results) {
    const stems = new Map(made.slots.flatMap((slot, n) =>
      [...slot.stems.keys()].map((stem) => /** @type {[string, number]} */ ([stem, found.rare.get(n) ?? 1]))));
    /** @type {string[]} */
    const concepts = unique(made.asked.flatMap((item) => item.concepts));
    const sought = { stems, concepts, labelsOf: marksOf(exact ? [] : concepts, source) };
    results.results.forEach((one, n) => {
      const text = source.text(order[n]);
      if (!text) return;
      const passage = bestPassage(text, sought, one.country);
      const having = concepts.filter((key) => source.concept(key).documents.includes(order[n]));
      one.snippet = passage.text;
      one.marks = passage.marks;
      one.matched = [...passage.fields, ...having.map((key) => `concept:${key}`)];
    });
  }

  /** Return the finder of the labels by which some concepts are marked in a text.
   * @param {string[]} concepts @param {Source} source @returns {(stem: string) => Labels | null} */
  function marksOf(concepts, source) {
    /** @type {Map<string, any[]>} */
    const rows = new Map();
    for (const row of concepts.flatMap((key) => source.idea(key).marks)) {
      const firsts = typeof row[0] === "string" ? [analysis.stem(row[0]), analysis.stem(`${row[0]}s`)] : [row[0][0]];
      for (const first of unique(firsts)) rows.set(first, [...(rows.get(first) ?? []), row]);
    }
    const labels = new Map([...rows].map(([first, held]) => [first, labelsOf(held)]));
    return (stem) => labels.get(stem) ?? null;
  }

  /** @param {Source} source @param {Plan} made */
  function expanded(source, made) {
    return unique(made.asked.flatMap((item) => item.concepts))
      .map((/** @type {string} */ concept) => ({ concept, labels: source.idea(concept).labels }));
  }

  /** Say which words no case has, where the rest found something. @param {Plan} made @param {Found} found
   * @param {number} total */
  function leftOut(made, found, total) {
    const unknown = made.slots.filter((slot, number) => total && !found.rare.has(number) && slot.kind === "word");
    return unknown.map((slot) => `No case has the word “${slot.words[0]}”; it was left out.`);
  }

  /** Return the query with each unknown word replaced by the nearest known one, or null.
   * @param {Source} source @param {Query} query @param {Plan} made @param {Found} found */
  function suggestion(source, query, made, found) {
    let text = query.text;
    made.slots.forEach((slot, number) => {
      if (found.rare.has(number) || slot.kind !== "word") return;
      for (const word of slot.words) {
        const other = nearest(source, word);
        if (other) text = text.replace(analysis.WORD, (one) => analysis.surface(one) === word ? other : one);
      }
    });
    return text === query.text ? null : text;
  }

  /** @param {Source} source @param {string} word */
  function nearest(source, word) {
    const often = (/** @type {string} */ stem) => source.word(stem).documents.length;
    /** @type {{form: string, stem: string, away: number}[]} */
    const near = nearWords(word, source, edits(word));
    const ranked = near.sort((a, b) => a.away - b.away || often(b.stem) - often(a.stem) || byCodePoint(a.form, b.form));
    return ranked.length ? ranked[0].form : null;
  }

  /** Say what would give results where there are none. @param {Source} source @param {Query} query
   * @param {Filters} filters @param {boolean} exact @returns {Advice[]} */
  function advice(source, query, filters, exact) {
    /** @type {Advice[]} */
    const found = [];
    const offer = (/** @type {Advice} */ one) => { if (one.count) found.push(one); };
    for (const [name, values] of Object.entries(filters.values)) {
      const rest = { ...filters, values: { ...filters.values, [name]: [] } };
      if (values.length) offer({ count: count(source, query, rest, exact), drop: name, values, query: query.text });
    }
    if (filters.since || filters.until) {
      const rest = { values: filters.values, since: 0, until: 0 };
      offer({ count: count(source, query, rest, exact), drop: "years", values: [], query: query.text });
    }
    query.clauses.forEach(({ terms }, number) => {
      const rest = { ...query, clauses: query.clauses.filter((_, n) => n !== number) };
      const start = terms[0].start, end = terms[terms.length - 1].end;
      if (rest.clauses.length) {
        offer({ count: count(source, rest, filters, exact), drop: "words", values: [slice(query.text, start, end)],
          query: strip(slice(query.text, 0, start) + slice(query.text, end)) });
      }
    });
    if (exact) offer({ count: count(source, query, filters, false), drop: "exact", values: [], query: query.text });
    return found;
  }

  /** @param {Source} source @param {Query} query @param {Filters} filters @param {boolean} exact */
  function count(source, query, filters, exact) {
    return within(source, findFor(source, query, filters, exact).found, filters).size;
  }

  /** Return up to three allowed values that look or read like a mistaken one.
   * @param {string} text @param {Record<string, string>} allowed */
  function nearValues(text, allowed) {
    const wanted = strip(text).toLowerCase(), keys = Object.keys(allowed);
    const same = keys.filter((key) => allowed[key].toLowerCase() === wanted || key.toLowerCase() === wanted);
    if (same.length) return same;
    return keys.map((key) => ({ key, like: likeness(key, wanted) })).filter(({ like }) => like >= 0.6)
      .sort((a, b) => b.like - a.like || byCodePoint(b.key, a.key)).slice(0, 3).map(({ key }) => key);
  }

  /** Return how alike two texts are, 0 to 1: Ratcliff and Obershelp, as Python's difflib.
   * @param {string} one @param {string} other */
  function likeness(one, other) {
    const a = Array.from(one), b = Array.from(other);
    return a.length + b.length ? 2 * shared(a, b) / (a.length + b.length) : 1;
  }

  /** Return how many signs lie in common stretches, the longest first, the earliest of equals.
   * @param {string[]} a @param {string[]} b @returns {number} */
  function shared(a, b) {
    let best = 0, from = 0, to = 0;
    for (let i = 0; i < a.length; i += 1) {
      for (let j = 0; j < b.length; j += 1) {
        let length = 0;
        while (i + length < a.length && j + length < b.length && a[i + length] === b[j + length]) length += 1;
        if (length > best) [best, from, to] = [length, i, j];
      }
    }
    return best && best + shared(a.slice(0, from), b.slice(0, to)) + shared(a.slice(from + best), b.slice(to + best));
  }

  // -- doors

  /** A data script that did not come as it should. */
  class DataError extends Error {
    /** @param {Trouble} trouble */
    constructor(trouble) {
      super(data.sentence(trouble));
      this.name = "DataError";
    }
  }

  /** @type {Promise<Source> | null} */
  let opening = null;

  /** Return the index, opened when first asked for; a failure is forgotten, so that a second try is possible.
   * @param {boolean} [fresh] whether the head that the page brought is of an older build @returns {Promise<Source>} */
  function open(fresh = false) {
    if (!opening || fresh) {
      opening = data.head(fresh).then((head) => {
        analysis.use(head.analysis);
        return new Source(head);
      });
      opening.catch(() => { opening = null; });
    }
    return opening.catch((trouble) => { throw failure(trouble); });
  }

  /** @param {unknown} trouble */
  function failure(trouble) {
    return trouble instanceof Error ? trouble : new DataError(/** @type {Trouble} */ (trouble));
  }

  /** Return what a question of the index answers once nothing is missing for it. A shard of another build means that the
   * head is of an older one: it is fetched anew, once.
   * @template T @param {(source: Source) => T} question @returns {Promise<T>} */
  async function complete(question) {
    let source = await open();
    for (let renewed = false; ;) {
      source.missing.clear();
      const answered = question(source);
      if (!source.missing.size) return answered;
      try {
        await source.load();
      } catch (trouble) {
        if (renewed || /** @type {Trouble} */ (trouble).kind !== "foreign") throw failure(trouble);
        renewed = true;
        source = await open(true);
      }
    }
  }

  /**
   * Search. options: filters (facet -> values), since, until, sort (relevance, year, title), limit, offset, exact;
   * passages: false leaves snippets out, `whatworks.passages` adds them later; facets: which are counted.
   * Rejects with QueryError on a query that cannot be read, with DataError where the data do not come.
   * @param {string} text @param {Options} [options] @returns {Promise<Results>}
   */
  async function search(text, options = {}) {
    const results = await complete((source) => answer(source, text, options));
    if (options.passages === false || await passages(results)) return results;
    return search(text, options);
  }

  /** Give results their snippets, marks and what matched. Tells false where a newer index came and the search must be
   * done anew. @param {Results} results */
  async function passages(results) {
    const held = asked.get(results);
    if (!held) return true;
    let same = true;
    await complete((source) => {
      same = source === held.source;
      if (same) fill(held, results);
    });
    return same;
  }

  /** Tell whether any word of the index begins with some letters, and none is just these. @param {string} letters */
  function begun(letters) {
    return complete((source) => {
      const forms = source.forms(letters);
      return forms.length > 0 && forms[0][0] !== letters;
    });
  }

  /** Return what a page shows before anything is asked: the size of the library, its labels, how many values each facet
   * has, and some facets counted over all cases. @param {string[]} names */
  function overview(names) {
    return complete((source) => {
      const scores = new Map(Array.from({ length: source.size }, (_, document) => [document, 0]));
      const { library, labels, years: span, facets: values } = source.head;
      return { size: source.size, library, labels, years: span, values,
        facets: facets(source, { scores, rare: new Map() }, { values: {}, since: 0, until: 0 }, names) };
    });
  }

  whatworks.search = search;
  whatworks.passages = passages;
  whatworks.begun = begun;
  whatworks.overview = overview;
  whatworks.DataError = DataError;
})();
