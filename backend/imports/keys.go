package imports

import "regexp"

var (
	// keyForms are the forms in which vendors issue keys. Ids of keys ("key_", "apikey_") are
	// none of them.
	keyForms = regexp.MustCompile(`^(?:(?:sk|pk|rk|gsk|csk|pplx|xai|fw|hf|r8|tgp|sess|gh[opusr]|github_pat|glpat|nvapi|key)-[\w.-]{16,}|` +
		`(?:sk|pk|rk|gsk|csk|fw|hf|r8|tgp|gh[opusr]|github_pat)_\w{16,}|AIza[\w-]{16,}|A[KS]IA[A-Z0-9]{12,})$`)
	digit = regexp.MustCompile(`[0-9]`)
	// bare is what some vendors' keys are: letters and digits without a word before them.
	// Where a column is said to hold keys, that is taken for one.
	bare = regexp.MustCompile(`^[A-Za-z0-9]{32,}$`)
)

// masked returns a text of which nobody can make the key again where it has the form of one:
// its last four characters.
func masked(text string) string {
	if len(text) < 16 || !keyForms.MatchString(text) || !digit.MatchString(text) {
		return text
	}
	return lastOf(text)
}

// maskedKey is masked, for the column that holds keys or their names.
func maskedKey(text string) string {
	if bare.MatchString(text) {
		return lastOf(text)
	}
	return masked(text)
}

func lastOf(key string) string { return "…" + key[len(key)-4:] }
