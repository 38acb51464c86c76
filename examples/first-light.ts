/**
 * First light: K⁺ → π⁺π⁺π⁻ from the decay to candidates, in one stream. Run it after `npm run build`:
 *
 *     node dist/examples/first-light.js
 */
import { filter, from, mergeMap, toArray } from 'rxjs';
import { type EventBatch, eventKeys, type Has, reconstruction, simulation, type vertices } from 'spillway';

/** Masses of the three-track vertices of charge +1 in a batch [MeV/c²]. */
function threePionMasses(batch: EventBatch & Has<typeof vertices>): number[] {
  const { n_tracks, charge, mass_pi } = batch.vertices.columns;
  const masses: number[] = [];
  for (let i = 0; i < batch.vertices.length; i++) {
    if (n_tracks[i] === 3 && charge[i] === 1) masses.push(mass_pi[i]!);
  }
  return masses;
}

from(eventKeys(1, 0, 500)) // burst 1, events 0 … 499, in batches
  .pipe(
    simulation({ setup: 'kaon-2018', decay: 'k3pi', seed: 1 }), // generator → transport → detectors → trigger → raw hits
    reconstruction({ setup: 'kaon-2018' }), //                     raw hits → tracks → vertices
    mergeMap(threePionMasses),
    filter((mass) => Math.abs(mass - 493.677) < 3),
    toArray(),
  )
  .subscribe((masses) => {
    const mean = masses.reduce((sum, m) => sum + m, 0) / masses.length;
    const rms = Math.sqrt(masses.reduce((sum, m) => sum + (m - mean) ** 2, 0) / masses.length);
    console.log(`${masses.length} K3π candidates, m(3π) = ${mean.toFixed(2)} MeV/c², rms ${rms.toFixed(2)} MeV/c²`);
  });
