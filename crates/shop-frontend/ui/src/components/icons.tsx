import type { ReactNode } from 'react';

/** Drawn here, so that the shop asks no other host for anything. All are decoration. */
function Icon({ children, size = 20 }: { children: ReactNode; size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

export const SearchIcon = () => (
  <Icon>
    <circle cx="11" cy="11" r="6.5" />
    <path d="m16 16 4.5 4.5" />
  </Icon>
);

export const CartIcon = () => (
  <Icon>
    <path d="M3 4h2.2l2.3 11.2h10.2L20 7.5H6" />
    <circle cx="9" cy="19.5" r="1.3" />
    <circle cx="16.5" cy="19.5" r="1.3" />
  </Icon>
);

export const OrdersIcon = () => (
  <Icon>
    <path d="M4 8.2 12 4l8 4.2v8.4L12 20.5l-8-3.9Z" />
    <path d="m4 8.2 8 4 8-4M12 12.2v8.3" />
  </Icon>
);

export const CheckIcon = ({ size = 20 }: { size?: number }) => (
  <Icon size={size}>
    <path d="m5 12.5 4.7 4.7L19 7.5" />
  </Icon>
);

export const AlertIcon = () => (
  <Icon size={22}>
    <circle cx="12" cy="12" r="9" />
    <path d="M12 7.5v5.2M12 16.2v.1" />
  </Icon>
);

export const BackIcon = () => (
  <Icon size={18}>
    <path d="m14 6-6 6 6 6" />
  </Icon>
);

export const PictureIcon = () => (
  <Icon size={36}>
    <rect x="3.5" y="5" width="17" height="14" rx="2" />
    <circle cx="9" cy="10" r="1.6" />
    <path d="m4 17 5-4 3.5 2.5L16 12l4.5 4" />
  </Icon>
);

export const InvoiceIcon = () => (
  <Icon size={18}>
    <path d="M6 3.5h12v17l-3-1.8-3 1.8-3-1.8-3 1.8Z" />
    <path d="M9 8.5h6M9 12.5h6" />
  </Icon>
);

export const Brand = () => (
  <svg className="brand-mark" viewBox="0 0 32 32" width="30" height="30" aria-hidden="true">
    <rect width="32" height="32" rx="8" className="brand-ground" />
    <path d="M8 20a8 8 0 0 1 16 0Z" className="brand-sun" />
    <path d="M6 23.5h20" className="brand-line" strokeWidth="2.5" strokeLinecap="round" />
  </svg>
);

/** The mark drawn large, for the front page. */
export const Horizon = () => (
  <svg className="horizon" viewBox="0 0 320 200" aria-hidden="true">
    <circle cx="196" cy="128" r="62" className="brand-sun" />
    <path d="M0 168c60-44 108-40 150-12s104 24 170-30v74H0Z" className="horizon-far" />
    <path d="M0 190c70-30 120-22 176-6s96 6 144-18v34H0Z" className="horizon-near" />
  </svg>
);
