/** The tile task on a cluster; empty until it is built. */
package hearth.spark;
