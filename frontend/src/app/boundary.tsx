import { Button } from '@mantine/core';
import { QueryErrorResetBoundary } from '@tanstack/react-query';
import { Component, type ReactNode } from 'react';
import { toFault } from '../api/backend';
import { Notice } from '../ui/notice';
import { t } from '../words';

/** Shows a screen's failure in its place, with a way to try again. */
export function Boundary({ children }: { children: ReactNode }) {
  return <QueryErrorResetBoundary>{({ reset }) => <Catch reset={reset}>{children}</Catch>}</QueryErrorResetBoundary>;
}

class Catch extends Component<{ children: ReactNode; reset: () => void }, { failure?: unknown }> {
  state: { failure?: unknown } = {};

  static getDerivedStateFromError(failure: unknown) {
    return { failure };
  }

  retry = () => {
    this.props.reset();
    this.setState({ failure: undefined });
  };

  render() {
    if (this.state.failure === undefined) return this.props.children;
    return (
      <Notice tone="reached" title={`${t('app.broken')} `} action={<Button onClick={this.retry}>{t('app.again')}</Button>}>
        {toFault(this.state.failure).message}
      </Notice>
    );
  }
}
