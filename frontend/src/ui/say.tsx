import { Fragment, type ReactNode } from 'react';

/** A text of the catalogue with parts of the page in it: where it says "{limit}", `parts.limit` stands. */
export function Say({ text, parts }: { text: string; parts: Record<string, ReactNode> }) {
  return text.split(/\{(\w+)\}/).map((piece, i) => <Fragment key={i}>{i % 2 ? parts[piece] : piece}</Fragment>);
}
