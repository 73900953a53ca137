package simulator

import (
	"net/http"
	"time"
)

// GroqCloud as groq/groq-python at 9620fde has it: a list of models, and nothing of spend. The
// words of its refusals are those of console.groq.com/docs/errors; read 2026-11-23.

func groq() *vendor {
	return &vendor{
		id: "groq", good: "gsk_simulated0123456789abcdefghijklmnopqrstuv",
		routes: func(_ *Simulator, v *vendor, mux *http.ServeMux) {
			mux.HandleFunc("/openai/v1/models", v.reading("Invalid API Key", func(w http.ResponseWriter, _ *http.Request) {
				listModels(w, "openai/gpt-oss-120b", "openai/gpt-oss-20b", "llama-3.3-70b-versatile")
			}))
		},
		refuse: func(w http.ResponseWriter, status int, message string) {
			fault := object{"message": message, "type": "invalid_request_error"}
			if status == http.StatusUnauthorized {
				fault["code"] = "invalid_api_key"
			}
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			writeJSON(w, object{"error": fault})
		},
	}
}

// reading lets a GET through that comes with the good key as a bearer and with no parameters but
// these; what a bad key is told stands before them.
func (v *vendor) reading(badKey string, next http.HandlerFunc, allowed ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		wrong := only(r, allowed...)
		switch {
		case r.Method != http.MethodGet:
			v.refuse(w, http.StatusMethodNotAllowed, "Method Not Allowed")
		case bearer(r) != v.good:
			v.refuse(w, http.StatusUnauthorized, badKey)
		case wrong != "":
			v.refuse(w, http.StatusBadRequest, wrong)
		default:
			next(w, r)
		}
	}
}

// listModels answers in OpenAI's shape, as most vendors do.
func listModels(w http.ResponseWriter, ids ...string) {
	created := time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC).Unix()
	data := []object{}
	for _, id := range ids {
		data = append(data, object{"id": id, "object": "model", "created": created, "owned_by": "vendor"})
	}
	reply(w, object{"object": "list", "data": data})
}
