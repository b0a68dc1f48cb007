import { Button, type ButtonProps } from 'antd';
import type { ReactNode } from 'react';
import { useHref, useNavigate } from 'react-router';

interface LinkButtonProps {
  readonly to: string;
  readonly type?: NonNullable<ButtonProps['type']>;
  readonly children: ReactNode;
}

/** A link that looks like a button: it can be opened in a new window. */
export const LinkButton = ({ to, type = 'default', children }: LinkButtonProps) => {
  const href = useHref(to);
  const go = useNavigate();
  return (
    <Button
      type={type}
      href={href}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        void go(to);
      }}
    >
      {children}
    </Button>
  );
};
