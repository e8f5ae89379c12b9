import type { Unit } from "./api/answers";

const TIMES = [
  { unit: "h", micros: 3_600_000_000, from: 7_200_000_000 },
  { unit: "min", micros: 60_000_000, from: 120_000_000 },
  { unit: "s", micros: 1_000_000, from: 999_500 },
  { unit: "ms", micros: 1_000, from: 999.5 },
];

const SIZES = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

/** A value in three digits and its unit: `12.3 s`, `4.00 KiB`, `1,204 samples`. */
export function formatValue(value: number, unit: Unit): string {
  switch (unit) {
    case "microseconds":
      return formatMicros(value);
    case "bytes":
      return formatBytes(value);
    case "samples":
      return `${formatCount(value)} ${Math.round(value) === 1 ? "sample" : "samples"}`;
  }
}

export function formatMicros(micros: number): string {
  if (micros === 0) return "0 s";
  const time = TIMES.find((candidate) => micros >= candidate.from);
  return time ? `${threeDigits(micros / time.micros)} ${time.unit}` : `${Math.round(micros)} µs`;
}

export function formatBytes(bytes: number): string {
  let size = bytes;
  let step = 0;
  while (size >= 1023.5 && step < SIZES.length - 1) {
    size /= 1024;
    step++;
  }
  return step === 0 ? `${Math.round(bytes)} B` : `${threeDigits(size)} ${SIZES[step]}`;
}

export function formatCount(count: number): string {
  return Math.round(count).toLocaleString("en-US");
}

/** A share of a whole, never rounded to nothing: `12.3 %`, `<0.01 %`; of an empty whole `0 %`. */
export function formatShare(part: number, whole: number): string {
  if (part <= 0 || whole <= 0) return "0 %";
  const percent = (100 * part) / whole;
  if (percent < 0.01) return "<0.01 %";
  return `${percent < 9.995 ? percent.toFixed(2) : percent.toFixed(1)} %`;
}

/** How long ago: `just now`, `3 min ago`, `2 h ago`, `5 days ago`. */
export function formatAge(millis: number): string {
  const minutes = Math.floor(millis / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ago`;
  return `${Math.floor(hours / 24)} days ago`;
}

/** Day and time of the reader's own clock, to the minute. */
export function formatInstant(millis: number): string {
  const date = new Date(millis);
  return `${localDay(date)} ${localTime(date)}`;
}

/** Where an instant lies on an axis whose marks are so many seconds apart: `14:05`, `14:05:30`, `01-31`. */
export function formatMark(millis: number, apartSeconds: number): string {
  const date = new Date(millis);
  if (apartSeconds >= 86_400) return localDay(date).slice(5);
  const time = localTime(date);
  return apartSeconds >= 60 ? time : `${time}:${twoDigits(date.getSeconds())}`;
}

/** The form that an input of type datetime-local takes and gives. */
export function formatLocalInput(millis: number): string {
  const date = new Date(millis);
  return `${localDay(date)}T${localTime(date)}`;
}

function localDay(date: Date): string {
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
}

function localTime(date: Date): string {
  return `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

function threeDigits(value: number): string {
  if (value >= 99.95) return formatCount(value);
  return value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}
