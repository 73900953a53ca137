package rest

import (
	"fmt"

	"outlay/backend/provider"
)

// maxPages ends a walk whose cursors are new for ever. The longest honest one is a day a
// page, for the half year that a Fetch may ask for.
const maxPages = 400

// Walk calls read for each page: with "" for the first, then with the cursor that the page
// before it named. It ends after the page that says there are no more, or with the first
// error of read. It wraps [provider.ErrAnswer] where a page promises more without a cursor,
// where a cursor comes back, and after 400 pages.
func Walk(read func(cursor string) (more bool, next string, err error)) error {
	seen, cursor := map[string]bool{}, ""
	for range maxPages {
		more, next, err := read(cursor)
		switch {
		case err != nil:
			return err
		case !more:
			return nil
		case next == "":
			return fmt.Errorf("a page promises another and does not name it: %w", provider.ErrAnswer)
		case seen[next]:
			return fmt.Errorf("the pages go round in a circle: %w", provider.ErrAnswer)
		}
		seen[next], cursor = true, next
	}
	return fmt.Errorf("the pages do not end: %w", provider.ErrAnswer)
}
