import { Button } from '@mantine/core';
import { QueryErrorResetBoundary, useQueryClient } from '@tanstack/react-query';
import { Component, type ReactNode } from 'react';
import { toFault } from '../api/backend';
import { Notice } from '../ui/notice';
import { t } from '../words';

/** Shows a screen's failure in its place, with a way to try again. */
export function Boundary({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  // A question that is still open may never be answered: trying again asks it anew, instead of waiting for the old one.
  const forget = () => client.cancelQueries({ predicate: ({ state }) => state.data === undefined });
  return (
    <QueryErrorResetBoundary>
      {({ reset }) => (
        <Catch forget={forget} reset={reset}>
          {children}
        </Catch>
      )}
    </QueryErrorResetBoundary>
  );
}

class Catch extends Component<{ children: ReactNode; forget: () => Promise<void>; reset: () => void }, { failure?: unknown }> {
  state: { failure?: unknown } = {};

  static getDerivedStateFromError(failure: unknown) {
    return { failure };
  }

  retry = async () => {
    await this.props.forget();
    this.props.reset();
    this.setState({ failure: undefined });
  };

  render() {
    if (this.state.failure === undefined) return this.props.children;
    return (
      <Notice tone="reached" title={`${t('app.broken')} `} action={<Button onClick={() => void this.retry()}>{t('app.again')}</Button>}>
        {toFault(this.state.failure).message}
      </Notice>
    );
  }
}
