import { cm, m, mm } from '../../core/units.js';
import { LKR_FRONT_Z } from '../lkr/description.js';

/**
 * Calorimeters and iron as a muon meets them: the matter between the front of the LKr and the MUV3. Source of every number: DET §4.9, §4.12,
 * §4.13 (FW19); radiation lengths and minimum ionisation: PDG.
 *
 * A muon of 15 GeV/c loses 3.5 GeV, 6 % less than in iron and krypton, whose relativistic rise is steeper than that of Mylar; radiative
 * losses, 0.1 GeV, and the 0.06 GeV of the scintillator are left out. It arrives σ = 537 mm/p from where its track points, RICH and
 * hodoscopes included, 525 mm/p at 35 GeV/c; the road of DET §7.4 has 530 mm/p. That is with Highland's logarithm taken for each half of a
 * block; taken once for all 143 X₀ it would be 8 % more.
 */

/** A layer of matter around a hole. */
export interface FilterLayer {
  readonly z: number;
  /** Thickness in radiation lengths. */
  readonly x0: number;
  /** Thickness, as Mylar that takes the same energy from a minimum ionising particle [mm]. */
  readonly mylar: number;
  readonly holeRadius: number;
  readonly outerRadius: number;
}

/** Minimum ionisation [MeV/mm] and radiation length [mm]. */
const KRYPTON = { loss: 0.328, x0: 4.7 * cm };
const IRON = { loss: 1.143, x0: 17.57 * mm };
const MYLAR_LOSS = 0.2569;

/** Halves at ± L/√12 about the middle scatter as the whole does; L is where the matter is spread out, `matter` how much there is. */
function block(
  front: number,
  length: number,
  matter: number,
  { loss, x0 }: typeof IRON,
  holeRadius: number,
  outerRadius: number,
): FilterLayer[] {
  return [-1, 1].map((side) => ({
    z: front + 0.5 * length + (side * length) / Math.sqrt(12),
    x0: (0.5 * matter) / x0,
    mylar: (0.5 * matter * loss) / MYLAR_LOSS,
    holeRadius,
    outerRadius,
  }));
}

/** Sensitive depth of the LKr, of the MUV1 with its scintillator gaps, of the MUV2, and the iron wall. */
export const FILTER_LAYERS: readonly FilterLayer[] = [
  ...block(LKR_FRONT_Z, 127 * cm, 127 * cm, KRYPTON, 80 * mm, 1.28 * m),
  ...block(243.418 * m, 24 * 26.8 * mm + 23 * 9 * mm, 24 * 26.8 * mm, IRON, 108 * mm, 1.32 * m),
  ...block(244.435 * m, 24 * 25 * mm + 24 * 4.3 * mm, 24 * 25 * mm, IRON, 106 * mm, 1.32 * m),
  // how far it extends is not found: as the MUV3
  ...block(245.9 * m, 800 * mm, 800 * mm, IRON, 103 * mm, 1.32 * m),
];
