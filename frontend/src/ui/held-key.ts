const mac = /mac/i.test(navigator.platform);

/** A letter that is pressed with Ctrl, on a Mac with ⌘, as people read it: "Ctrl E". */
export function heldKey(letter: string): string {
  return `${mac ? '⌘' : 'Ctrl'} ${letter.toUpperCase()}`;
}

/** Whether a key is such a letter, also on a keyboard whose letters are others. */
export function isHeld({ key, code, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent, letter: string): boolean {
  const [held, not] = mac ? [metaKey, ctrlKey] : [ctrlKey, metaKey];
  const pressed = /^[a-z]$/i.test(key) ? key.toLowerCase() : /^Key([A-Z])$/.exec(code)?.[1]?.toLowerCase();
  return held && !not && !altKey && !shiftKey && pressed === letter;
}
