/* TO%%DO: later */
