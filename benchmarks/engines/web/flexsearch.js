// FlexSearch as documented, behind the same search page: its exported parts, imported with the page's first search.
import { options, parts } from "./options.js";
import { counted, showFacets, showResults, whenAsked } from "./shown.js";

/* global FlexSearch */
async function load() {
  const made = new FlexSearch.Document(options);
  const texts = await Promise.all(parts.map(async ({ file }) => (await fetch(file)).text()));
  for (const [at, text] of texts.entries()) made.import(parts[at].key, text);
  return made;
}
const loading = load();

whenAsked(async (text) => {
  const found = (await loading).search(text, { enrich: true, merge: true, suggest: true, limit: 100000 });
  showResults(found.length, found.slice(0, 10).map((hit) => hit.doc));
  showFacets(counted(found.map((hit) => hit.doc)));
});
