import type { ReactNode } from 'react';
import './empty-state.css';

/** Nothing here yet: why, and what one does first. */
export const EmptyState = ({
  title,
  help,
  children,
}: {
  readonly title: string;
  readonly help: string;
  readonly children?: ReactNode;
}) => (
  <div className="empty-state">
    <svg viewBox="0 0 64 40" width="64" height="40" aria-hidden="true">
      <path d="M4 20 14 5h36l10 15v15H4V20h15l4 6h18l4-6h15" />
    </svg>
    <strong>{title}</strong>
    <p className="soft">{help}</p>
    {children}
  </div>
);
