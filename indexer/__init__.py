"""Everything that runs when the corpus changes.

case file --reader--> Draft --rules--> [Problem]     mistakes in data are values
                         \\--assemble--> Case          frozen, valid by construction
folder --corpus.load--> Corpus --index.build--> Whoosh index --compiled.build--> compiled index
                          \\--site.pages--> pages
"""
