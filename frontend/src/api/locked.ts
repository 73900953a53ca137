const listeners = new Set<() => void>();

/** Says that a call was refused because the window is locked. */
export function tellLocked(): void {
  for (const call of [...listeners]) call();
}

/** Calls back whenever a call was refused because the window is locked, until what it returns is called. */
export function onLocked(call: () => void): () => void {
  listeners.add(call);
  return () => void listeners.delete(call);
}
