import type { ReactNode } from 'react';
import './scroll-box.css';

/** A box of its own scroll bars, for what is longer or wider than the screen. */
export function ScrollBox({ label, children }: { label: string; children: ReactNode }) {
  return (
    // A scrolling box must be reachable by keyboard to be scrolled by it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className="scroll-box" tabIndex={0} role="region" aria-label={label}>
      {children}
    </div>
  );
}
