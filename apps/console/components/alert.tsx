import type { ReactNode } from 'react';
import './alert.css';

interface AlertProps {
  readonly tone: 'bad' | 'warn';
  readonly title: ReactNode;
  readonly action?: ReactNode;
  readonly children?: ReactNode;
}

/** What is read at once, wherever somebody is on the page. */
export const Alert = ({ tone, title, action, children }: AlertProps) => (
  <div role="alert" className={`alert ${tone}`}>
    <div>
      <strong>{title}</strong>
      {children === undefined ? null : <div>{children}</div>}
    </div>
    {action}
  </div>
);
