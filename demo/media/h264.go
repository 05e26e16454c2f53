package media

// sps and pps are the sequence and picture parameter sets, H.264 7.3.2.1 and
// 7.3.2.2: Baseline, level 1, each picture on its own.
func sps() []byte {
	b := &bitWriter{}
	b.put(8, 0x67) // nal_ref_idc 3, nal_unit_type 7
	b.put(8, 66)   // profile_idc: Baseline
	b.put(8, 0xC0) // conforms to Baseline and Main
	b.put(8, 10)   // level_idc
	b.golomb(0)    // seq_parameter_set_id
	b.golomb(0)    // log2_max_frame_num_minus4
	b.golomb(2)    // pic_order_cnt_type: the order they come in
	b.golomb(1)    // max_num_ref_frames
	b.put(1, 0)    // gaps_in_frame_num_value_allowed_flag
	b.golomb(columns - 1)
	b.golomb(rows - 1)
	b.put(1, 1) // frame_mbs_only_flag
	b.put(1, 1) // direct_8x8_inference_flag
	b.put(2, 0) // no cropping, no VUI
	b.put(1, 1) // rbsp_stop_one_bit
	return b.bytes
}

func pps() []byte {
	b := &bitWriter{}
	b.put(8, 0x68) // nal_ref_idc 3, nal_unit_type 8
	b.golomb(0)    // pic_parameter_set_id
	b.golomb(0)    // seq_parameter_set_id
	b.put(2, 0)    // CAVLC, no order of fields
	b.golomb(0)    // num_slice_groups_minus1
	b.golomb(0)    // num_ref_idx_l0_default_active_minus1
	b.golomb(0)    // num_ref_idx_l1_default_active_minus1
	b.put(3, 0)    // no weighted prediction
	for range 3 {
		b.golomb(0) // pic_init_qp, pic_init_qs, chroma_qp_index_offset: se(v) 0
	}
	b.put(3, 0) // nothing of deblocking, intra prediction, redundancy
	b.put(1, 1) // rbsp_stop_one_bit
	return b.bytes
}

// slice is one whole picture, H.264 7.3.3 and 7.3.5, whose macroblocks are
// I_PCM: the samples as they are. No two zero bytes meet in it, since samples
// are never zero, so none of them has to be escaped (7.4.1).
func slice(seed uint64, second int) []byte {
	p := picture(seed, second)
	b := &bitWriter{}
	b.put(8, 0x65)               // nal_ref_idc 3, nal_unit_type 5: an IDR picture
	b.golomb(0)                  // first_mb_in_slice
	b.golomb(7)                  // slice_type: I, as all of the picture
	b.golomb(0)                  // pic_parameter_set_id
	b.put(4, 0)                  // frame_num
	b.golomb(uint64(second % 2)) // idr_pic_id: differs from the picture before
	b.put(2, 0)                  // dec_ref_pic_marking
	b.golomb(0)                  // slice_qp_delta: se(v) 0
	for mb := range rows * columns {
		x, y := mb%columns*macroblock, mb/columns*macroblock
		b.golomb(25) // mb_type: I_PCM
		b.align()
		for i := range macroblock {
			at := p.YOffset(x, y+i)
			b.bytes = append(b.bytes, p.Y[at:at+macroblock]...)
		}
		for _, chroma := range [][]uint8{p.Cb, p.Cr} {
			for i := range macroblock / 2 {
				at := p.COffset(x, y+2*i)
				b.bytes = append(b.bytes, chroma[at:at+macroblock/2]...)
			}
		}
	}
	b.put(8, 0x80) // rbsp_stop_one_bit
	return b.bytes
}
