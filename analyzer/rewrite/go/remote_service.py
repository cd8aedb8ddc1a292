"""The Go package through which services are asked: the flags, the call, the answer, and its errors."""

import re
from collections.abc import Iterable

FOLDER = "packages/remote"
"""Where it lies in its module."""

_TEXT = """\
// Package remote asks services over HTTP for what is else done in this process.
package remote

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"time"
)

// Flags say which services are asked; where a flag is off, the work is done in this process.
type Flags struct {
@flags@
}

// FeatureFlags are on where the environment says true.
var FeatureFlags = Flags{
@values@
}

// Addresses are the services' base addresses.
var Addresses = map[string]string{
@addresses@
}

// Timeout ends a call whose context has no deadline.
var Timeout = 30 * time.Second

// Error is what a service answers where an operation fails (RFC 9457).
type Error struct {
	Title  string `json:"title"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
}

func (e *Error) Error() string { return fmt.Sprintf("%d %s: %s", e.Status, e.Title, e.Detail) }

// Call asks a service for an operation; the answer is read into what answer points to, unless it is nil.
func Call(ctx context.Context, service, operation string, request, answer interface{}) error {
	if _, ok := ctx.Deadline(); !ok {
		limited, cancel := context.WithTimeout(ctx, Timeout)
		defer cancel()
		ctx = limited
	}
	body, err := json.Marshal(request)
	if err != nil {
		return err
	}
	url := Addresses[service] + "/" + operation
	call, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	call.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(call.WithContext(ctx))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		failed := &Error{Title: http.StatusText(response.StatusCode), Detail: operation}
		_ = json.NewDecoder(response.Body).Decode(failed)
		failed.Status = response.StatusCode
		return failed
	}
	if answer == nil {
		return nil
	}
	return json.NewDecoder(response.Body).Decode(answer)
}

// Read takes a call apart; where it cannot be read, it is answered, and the result is false.
func Read(w http.ResponseWriter, r *http.Request, request interface{}) bool {
	if r.Method != http.MethodPost {
		fail(w, http.StatusMethodNotAllowed, r.Method)
		return false
	}
	if err := json.NewDecoder(r.Body).Decode(request); err != nil {
		fail(w, http.StatusBadRequest, err.Error())
		return false
	}
	return true
}

// Answer sends what came out; nil sends nothing but the success.
func Answer(w http.ResponseWriter, answer interface{}, err error) {
	if err != nil {
		fail(w, http.StatusInternalServerError, err.Error())
		return
	}
	if answer == nil {
		return
	}
	body, err := json.Marshal(answer)
	if err != nil {
		fail(w, http.StatusInternalServerError, err.Error())
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(body)
}

func fail(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(Error{Title: http.StatusText(status), Status: status, Detail: detail})
}
"""

_SERVICE = re.compile(r'^\t("[^"\n]+"): +os\.Getenv\("\w+_URL"\),$', re.MULTILINE)


def flag(service: str) -> str:
    """The flag of a service: UseNewAIWorker for ai-worker."""
    words = re.findall(r"[A-Za-z0-9]+", service)
    return "UseNew" + "".join(word.upper() if len(word) < 3 else word[0].upper() + word[1:] for word in words)


def package_text(services: Iterable[str]) -> bytes:
    """The package, with the flags of some services."""
    names = sorted(set(services))
    flags = [(flag(name), "_".join(re.findall(r"[A-Za-z0-9]+", name)).upper()) for name in names]
    parts = {
        "flags": [f"\t{one} bool" for one in _padded(one for one, _ in flags)],
        "values": [
            f'\t{key} os.Getenv("USE_NEW_{variable}") == "true",'
            for key, (_, variable) in zip(_padded(f"{one}:" for one, _ in flags), flags, strict=True)
        ],
        "addresses": [
            f'\t{key} os.Getenv("{variable}_URL"),'
            for key, (_, variable) in zip(_padded(f'"{name}":' for name in names), flags, strict=True)
        ],
    }
    text = _TEXT
    for name, lines in parts.items():
        text = text.replace(f"@{name}@", "\n".join(lines))
    return text.encode()


def services_in(text: bytes) -> tuple[str, ...]:
    """The services of a package that was written before; none where a person has changed it."""
    found = tuple(each[1:-1] for each in _SERVICE.findall(text.decode("utf-8", "replace")))
    return found if package_text(found) == text else ()


def _padded(words: Iterable[str]) -> list[str]:
    """Words of a column, as gofmt aligns what follows them."""
    listed = list(words)
    width = max((len(word) for word in listed), default=0)
    return [word.ljust(width) for word in listed]
