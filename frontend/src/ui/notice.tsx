import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import './notice.css';

/** A sentence that needs attention, with what to do beside it. */
export function Notice({ tone = 'near', title, children, action }: { tone?: 'info' | 'near' | 'reached'; title?: string; children: ReactNode; action?: ReactNode }) {
  return (
    <div className="notice" data-tone={tone} role={tone === 'reached' ? 'alert' : 'status'}>
      {tone === 'info' ? <IconInfoCircle aria-hidden /> : <IconAlertTriangle aria-hidden />}
      <div className="notice-words">
        {title && <strong>{title}</strong>}
        <div>{children}</div>
      </div>
      {action}
    </div>
  );
}
