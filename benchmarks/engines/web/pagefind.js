// Pagefind as documented, behind the same search page: results first, then the counts of facets.
import { showFacets, showResults, whenAsked } from "./shown.js";

const pagefind = await import("./pagefind/pagefind.js");

whenAsked(async (text) => {
  const found = await pagefind.search(text);
  const first = await Promise.all(found.results.slice(0, 10).map((result) => result.data()));
  showResults(
    found.results.length,
    first.map((page) => ({ slug: page.url, title: page.meta.title, summary: page.plain_excerpt })),
  );
  showFacets(await pagefind.filters());
});
