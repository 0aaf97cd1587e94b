import { getRegion } from './regions.ts';

const earthRadiusKm = 6371;
/** Light in fibre covers about two thirds of its speed in a vacuum. */
const fibreKmPerMs = 200;
/**
 * Cables do not follow great circles. Measured inter-region round trips are about 1.25 (transatlantic) to 1.7
 * (across the US) times the straight line; this is the middle, good enough for an order of preference.
 */
const detour = 1.4;
/** Routers, load balancers and the endpoint itself, there and back. */
const fixedMs = 2;

/** Great-circle distance between two regions' data centres, in kilometres. */
export function distanceKm(a: string, b: string): number {
  const from = getRegion(a);
  const to = getRegion(b);
  const lat1 = radians(from.latitude);
  const lat2 = radians(to.latitude);
  const halfLat = Math.sin((lat2 - lat1) / 2);
  const halfLong = Math.sin(radians(to.longitude - from.longitude) / 2);
  const h = halfLat ** 2 + Math.cos(lat1) * Math.cos(lat2) * halfLong ** 2;
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Estimated network round trip between two regions, in milliseconds, to a tenth. Symmetric. */
export function estimateRoundTripMs(a: string, b: string): number {
  if (a === b) return fixedMs;
  const ms = fixedMs + (2 * distanceKm(a, b) * detour) / fibreKmPerMs;
  return Math.round(ms * 10) / 10;
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
