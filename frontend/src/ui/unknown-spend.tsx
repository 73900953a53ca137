import { Button } from '@mantine/core';
import { useId } from 'react';
import './unknown-spend.css';

/** What can be done where a vendor tells no spend; a way that is not there yet says so. */
export interface Ways {
  importInto?: () => void;
  route?: () => void;
}

/** Stands where a vendor tells no spend: it is unknown, which is not $0. */
export function UnknownSpend({ title, reason, importInto, route }: Ways & { title: string; reason: string }) {
  const later = useId();
  return (
    <div role="group" className="unknown-spend" aria-label={title}>
      <p className="quiet">{reason}</p>
      <div className="row">
        {importInto && (
          <Button size="xs" onClick={importInto}>
            Import an export
          </Button>
        )}
        <Button size="xs" variant="default" disabled={!route} aria-describedby={route ? undefined : later} onClick={route}>
          Route calls through the gateway
        </Button>
        {!route && (
          <span id={later} className="quiet">
            comes with the gateway
          </span>
        )}
      </div>
    </div>
  );
}
