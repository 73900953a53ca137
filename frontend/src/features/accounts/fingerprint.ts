/** A number that changes with a text and does not tell it: a key must not become part of a cache's name. */
export function fingerprint(text: string): number {
  let hash = 0;
  for (const letter of text) hash = (Math.imul(31, hash) + (letter.codePointAt(0) ?? 0)) | 0;
  return hash;
}
