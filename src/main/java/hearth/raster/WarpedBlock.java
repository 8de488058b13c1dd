package hearth.raster;

import hearth.geo.PixelWindow;

/**
 * What one file shows in a window of the working grid, in its own units.
 *
 * @param window place in the working grid
 * @param planes colour planes: 3, or 1 for panchromatic imagery
 * @param values plane by plane, each row by row
 * @param valid 1 where the file shows something; cleared where an area turns out to be blank
 */
record WarpedBlock(PixelWindow window, int planes, float[] values, byte[] valid) {
  float value(int plane, int pixel) {
    return values[plane * valid.length + pixel];
  }
}
