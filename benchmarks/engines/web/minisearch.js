// MiniSearch as documented, behind the same search page: one index, loaded with the page's first search.
import options from "./options.js";
import { counted, showFacets, showResults, whenAsked } from "./shown.js";

/* global MiniSearch */
const loading = fetch("index.json").then(async (answer) => MiniSearch.loadJSONAsync(await answer.text(), options));

whenAsked(async (text) => {
  const found = (await loading).search(text, { boost: { title: 3, summary: 2 }, prefix: true });
  showResults(found.length, found.slice(0, 10).map((hit) => ({ ...hit, slug: hit.id })));
  showFacets(counted(found));
});
