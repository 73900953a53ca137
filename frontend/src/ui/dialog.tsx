import { Modal } from '@mantine/core';
import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { t } from '../words';

/** A dialog above the page. It is open for as long as it is rendered; with `keep`, a click beside it does not close it. */
export function Dialog({ title, size, keep, close, children }: { title: string; size?: 'lg'; keep?: boolean; close: () => void; children: ReactNode }) {
  return (
    <Modal opened onClose={close} title={title} size={size} closeOnClickOutside={!keep} transitionProps={{ duration: 0 }} closeButtonProps={{ 'aria-label': t('ui.close') }}>
      <Modality />
      {children}
    </Modal>
  );
}

/**
 * Gives the focus back when the dialog is gone, which Mantine does only for one that stays
 * rendered. And makes the page behind inert, instead of marking the dialog with aria-modal: WebKitGTK
 * hides the page from screen readers for that mark, and goes on hiding it when the dialog is gone.
 */
function Modality() {
  const place = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const opener = document.activeElement;
    place.current?.closest('[aria-modal]')?.removeAttribute('aria-modal');
    const page = document.getElementById('root');
    page?.setAttribute('inert', '');
    // Mantine does so a moment later, and letters that are typed till then would be lost.
    place.current?.closest('[role="dialog"]')?.querySelector<HTMLElement>('[data-autofocus]')?.focus({ preventScroll: true });
    return () => {
      page?.removeAttribute('inert');
      const back = opener?.isConnected ? opener : document.querySelector('main');
      if (back instanceof HTMLElement) back.focus({ preventScroll: true });
    };
  }, []);
  return <span ref={place} hidden />;
}
