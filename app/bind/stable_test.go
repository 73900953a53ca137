package bind_test

import (
	"fmt"
	"regexp"
)

var ids = regexp.MustCompile(`"(?:[a-z2-7]{16}|[0-9a-f]{24})"`)

// stable puts account-1, account-2, … in the place of random ids, by order of first sight.
func stable(text []byte) []byte {
	seen := map[string]string{}
	return ids.ReplaceAllFunc(text, func(id []byte) []byte {
		if seen[string(id)] == "" {
			seen[string(id)] = fmt.Sprintf(`"id-%d"`, len(seen)+1)
		}
		return []byte(seen[string(id)])
	})
}
