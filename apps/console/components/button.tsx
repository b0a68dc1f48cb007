import type { ComponentProps, MouseEvent } from 'react';
import './button.css';

export interface ButtonLook {
  readonly look?: 'plain' | 'primary' | 'text' | undefined;
  readonly size?: 'small' | 'usual' | 'large' | undefined;
  /** As wide as its place. */
  readonly isWide?: boolean | undefined;
  /** What it does takes something from somebody. */
  readonly isGrave?: boolean | undefined;
  /** Left out where a page is printed. */
  readonly isForScreen?: boolean | undefined;
}

interface ButtonProps extends ButtonLook, Omit<ComponentProps<'button'>, 'className'> {
  /** What it began is not over: it keeps the focus, and does nothing. */
  readonly isBusy?: boolean;
}

/** The look of a button, for a link as well. */
export const buttonClass = ({
  look = 'plain',
  size = 'usual',
  isWide = false,
  isGrave = false,
  isForScreen = false,
}: ButtonLook): string =>
  [
    'button',
    look !== 'plain' && `button-${look}`,
    size !== 'usual' && `button-${size}`,
    isWide && 'button-wide',
    isGrave && 'button-grave',
    isForScreen && 'no-print',
  ]
    .filter(Boolean)
    .join(' ');

/** A button of the browser: the first page of a telephone waits for no library of buttons. */
export const Button = ({
  look,
  size,
  isWide,
  isGrave,
  isBusy = false,
  isForScreen,
  type = 'button',
  onClick,
  ...rest
}: ButtonProps) => {
  const act = (event: MouseEvent<HTMLButtonElement>): void => {
    if (isBusy) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <button
      {...rest}
      type={type}
      className={buttonClass({ look, size, isWide, isGrave, isForScreen })}
      aria-busy={isBusy || undefined}
      aria-disabled={isBusy || undefined}
      onClick={act}
    />
  );
};
