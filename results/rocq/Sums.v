(* Sums whose recurrences creative telescoping proves: the summand is looked at at k + eps, summed, and eps tends to 0. *)

Require Import ZArith Reals List Bool Lia Lra.
Require Import ContinuedFractions.
Import ListNotations.
Open Scope R_scope.

(** * Polynomials in n and k: the coefficients of 1, k, k^2, ... *)

Definition poly2 := list poly.
Fixpoint ev2 (p : poly2) (n : Z) (x : R) : R := match p with [] => 0 | c :: q => IZR (ev c n) + x * ev2 q n x end.
Fixpoint add2 (p q : poly2) : poly2 :=
  match p, q with [], _ => q | _, [] => p | c :: p', d :: q' => add c d :: add2 p' q' end.
Definition times2 (c : poly) (p : poly2) : poly2 := map (mul c) p.
Fixpoint mul2 (p q : poly2) : poly2 := match p with [] => [] | c :: p' => add2 (times2 c q) ([] :: mul2 p' q) end.
Definition sub2 (p q : poly2) : poly2 := add2 p (times2 [(-1)%Z] q).
Definition product2 (l : list poly2) : poly2 := fold_right mul2 [[1%Z]] l.
Fixpoint power2 (p : poly2) (d : nat) : poly2 := match d with O => [[1%Z]] | S e => mul2 p (power2 p e) end.
(* p(n + i, s n + c + x) as a polynomial in n and x *)
Fixpoint along (p : poly2) (i s c : Z) : poly2 :=
  match p with [] => [] | d :: q => add2 [comp d 1 i] (mul2 [[c; s]; [1%Z]] (along q i s c)) end.
Definition vanishes2 (p : poly2) : bool := forallb vanishes p.
Definition same2 (p q : poly2) : bool := vanishes2 (sub2 p q).

Lemma ev2_add p q n x : ev2 (add2 p q) n x = ev2 p n x + ev2 q n x.
Proof. revert q; induction p as [|c p IH]; intros [|d q]; cbn [add2 ev2]; try ring. rewrite IH, ev_add, plus_IZR. ring. Qed.
Lemma ev2_times c p n x : ev2 (times2 c p) n x = IZR (ev c n) * ev2 p n x.
Proof. induction p as [|d p IH]; cbn [times2 map ev2]; [ring|]. unfold times2 in IH. rewrite IH, ev_mul, mult_IZR. ring. Qed.
Lemma ev2_mul p q n x : ev2 (mul2 p q) n x = ev2 p n x * ev2 q n x.
Proof. induction p as [|c p IH]; cbn [mul2 ev2]; [ring|]. rewrite ev2_add, ev2_times. cbn [ev2 ev]. rewrite IH. ring. Qed.
Lemma ev2_sub p q n x : ev2 (sub2 p q) n x = ev2 p n x - ev2 q n x.
Proof. unfold sub2. rewrite ev2_add, ev2_times. cbn [ev]. rewrite Z.mul_0_r, Z.add_0_r. ring. Qed.
Lemma ev2_power p d n x : ev2 (power2 p d) n x = ev2 p n x ^ d.
Proof. induction d as [|d IH]; cbn [power2 pow]; [cbn [ev2 ev]; rewrite Z.mul_0_r; cbn; ring | rewrite ev2_mul, IH; reflexivity]. Qed.
Lemma ev2_along p i s c n x : ev2 (along p i s c) n x = ev2 p (n + i) (IZR (s * n + c) + x).
Proof.
  induction p as [|d p IH]; cbn [along ev2]; [reflexivity|]. rewrite ev2_add, ev2_mul, IH. cbn [ev2].
  rewrite ev_comp. cbn [ev]. replace (1 * n + i)%Z with (n + i)%Z by ring.
  replace (c + n * (s + n * 0))%Z with (s * n + c)%Z by ring. rewrite Z.mul_0_r, Z.add_0_r. ring.
Qed.
Lemma vanishes2_ok p n x : vanishes2 p = true -> ev2 p n x = 0.
Proof.
  induction p as [|c p IH]; cbn [vanishes2 forallb ev2]; intro H; [reflexivity|].
  apply andb_prop in H as [H1 H2]. fold (vanishes2 p) in H2. rewrite (IH H2), (vanishes_ok _ _ H1). ring.
Qed.
Lemma same2_ok p q n x : same2 p q = true -> ev2 p n x = ev2 q n x.
Proof. intro H. pose proof (vanishes2_ok _ n x H) as E. rewrite ev2_sub in E. lra. Qed.

(** * Limits along eps = 1, 1/2, 1/3, ... *)

Definition eps (m : nat) : R := / (INR m + 1).
Definition eventually (P : nat -> Prop) : Prop := exists M, forall m, (M <= m)%nat -> P m.
Lemma eps_positive m : 0 < eps m.
Proof. apply Rinv_0_lt_compat. pose proof (pos_INR m). lra. Qed.
Lemma eps_small y : eventually (fun m => Rabs y * eps m < 1).
Proof.
  destruct (archimed (Rabs y)) as [A _]. pose proof (Rabs_pos y).
  assert (P : (0 <= up (Rabs y))%Z) by (apply le_IZR; lra).
  exists (Z.to_nat (up (Rabs y))). intros m Hm. unfold eps. rewrite <- (Z2Nat.id _ P), <- INR_IZR_INZ in A.
  apply le_INR in Hm. pose proof (pos_INR m). apply Rmult_lt_reg_r with (INR m + 1); [lra|].
  rewrite Rmult_assoc, Rinv_l by lra. lra.
Qed.
Lemma eps_tends : Un_cv eps 0.
Proof.
  intros e He. destruct (eps_small (/ e)) as [M HM]. exists M. intros m Hm. specialize (HM m Hm).
  unfold R_dist. rewrite Rminus_0_r, Rabs_pos_eq by (left; apply eps_positive).
  assert (P : 0 < / e) by (apply Rinv_0_lt_compat; exact He). rewrite Rabs_pos_eq in HM by lra.
  apply Rmult_lt_reg_l with (/ e); [exact P|]. rewrite Rinv_l by lra. exact HM.
Qed.
Lemma always (P : nat -> Prop) : (forall m, P m) -> eventually P.
Proof. intro H. exists O. auto. Qed.
Lemma both (P Q : nat -> Prop) : eventually P -> eventually Q -> eventually (fun m => P m /\ Q m).
Proof. intros [M HM] [N HN]. exists (max M N). intros m Hm. split; [apply HM | apply HN]; lia. Qed.
Lemma implied (P Q : nat -> Prop) : eventually P -> (forall m, P m -> Q m) -> eventually Q.
Proof. intros [M HM] H. exists M. auto. Qed.
Lemma every A (P : A -> nat -> Prop) (l : list A) :
  (forall a, In a l -> eventually (P a)) -> eventually (fun m => forall a, In a l -> P a m).
Proof.
  induction l as [|a l IH]; intro H; [apply always; intros m b []|].
  apply (implied _ _ (both _ _ (H a (or_introl eq_refl)) (IH (fun b Hb => H b (or_intror Hb))))).
  intros m [Ha Hl] b [<-|Hb]; auto.
Qed.
Lemma tends_if (f g : nat -> R) l : eventually (fun m => f m = g m) -> Un_cv g l -> Un_cv f l.
Proof.
  intros [M HM] Hg e He. destruct (Hg e He) as [N HN]. exists (max M N). intros m Hm. rewrite HM by lia. apply HN. lia.
Qed.
Lemma not_0 (f : nat -> R) l : Un_cv f l -> l <> 0 -> eventually (fun m => f m <> 0).
Proof.
  intros H Hl. destruct (H (Rabs l) (Rabs_pos_lt _ Hl)) as [M HM]. exists M. intros m Hm E. specialize (HM m Hm).
  unfold R_dist in HM. rewrite E, Rminus_0_l, Rabs_Ropp in HM. lra.
Qed.
Lemma inverse_tends (f : nat -> R) l : Un_cv f l -> l <> 0 -> Un_cv (fun m => / f m) (/ l).
Proof.
  intros H Hl. apply Un_cv_ext with (fun m => 1 / f m); [intro m; unfold Rdiv; ring|].
  replace (/ l) with (1 / l) by (unfold Rdiv; ring). apply quotient_cv; [apply cv_const | exact H | exact Hl].
Qed.
Lemma pow_tends (f : nat -> R) l d : Un_cv f l -> Un_cv (fun m => f m ^ d) (l ^ d).
Proof. intro H. induction d as [|d IH]; cbn [pow]; [apply cv_const | apply CV_mult; assumption]. Qed.
Lemma powerRZ_tends (f : nat -> R) l e : Un_cv f l -> l <> 0 -> Un_cv (fun m => powerRZ (f m) e) (powerRZ l e).
Proof.
  intros H Hl. destruct e as [|p|p]; cbn [powerRZ]; [apply cv_const | apply pow_tends; exact H|].
  apply inverse_tends; [apply pow_tends; exact H | apply pow_nonzero; exact Hl].
Qed.
Definition prod A (f : A -> R) (l : list A) : R := fold_right (fun a r => f a * r) 1 l.
Arguments prod {A} f l.
Lemma prod_tends A (f : A -> nat -> R) (g : A -> R) l :
  (forall a, In a l -> Un_cv (f a) (g a)) -> Un_cv (fun m => prod (fun a => f a m) l) (prod g l).
Proof.
  induction l as [|a l IH]; intro H; cbn [prod fold_right]; [apply cv_const|].
  apply (CV_mult (f a) (fun m => prod (fun b => f b m) l)); [apply H; left; reflexivity | apply IH; intros b Hb; apply H; right; exact Hb].
Qed.
Lemma prod_nonzero A (f : A -> R) l : (forall a, In a l -> f a <> 0) -> prod f l <> 0.
Proof.
  induction l as [|a l IH]; intro H; cbn [prod fold_right]; [lra|].
  apply Rmult_integral_contrapositive_currified; [apply H; left; reflexivity | apply IH; intros b Hb; apply H; right; exact Hb].
Qed.
Lemma prod_ext A (f g : A -> R) l : (forall a, In a l -> f a = g a) -> prod f l = prod g l.
Proof.
  induction l as [|a l IH]; intro H; cbn [prod fold_right]; [reflexivity|].
  rewrite (H a (or_introl eq_refl)). f_equal. apply IH. intros b Hb. apply H. right; exact Hb.
Qed.
Lemma prod_mult A (f g : A -> R) l : prod (fun a => f a * g a) l = prod f l * prod g l.
Proof. induction l as [|a l IH]; cbn [prod fold_right]; [ring|]. fold (prod (fun a => f a * g a) l). rewrite IH. unfold prod. ring. Qed.
Lemma near_tends x : Un_cv (fun m => x + eps m) x.
Proof.
  intros e He. destruct (eps_tends e He) as [M HM]. exists M. intros m Hm. specialize (HM m Hm). unfold R_dist in *.
  replace (x + eps m - x) with (eps m - 0) by ring. exact HM.
Qed.
Lemma ev2_tends p n x : Un_cv (fun m => ev2 p n (x + eps m)) (ev2 p n x).
Proof.
  induction p as [|c p IH]; cbn [ev2]; [apply cv_const|].
  apply (CV_plus (fun _ => IZR (ev c n))); [apply cv_const|]. apply (CV_mult (fun m => x + eps m)); [|exact IH].
  apply near_tends.
Qed.
(* a polynomial with a leading coefficient other than 0 has no zeros x + eps for small eps *)
Fixpoint evr (p : list R) (x : R) : R := match p with [] => 0 | c :: q => c + x * evr q x end.
Fixpoint divided (p : list R) (x : R) : list R :=
  match p with [] => [] | _ :: q => match q with [] => [] | _ :: _ => evr q x :: divided q x end end.
Lemma divided_ok p x y : evr p y = evr p x + (y - x) * evr (divided p x) y.
Proof.
  induction p as [|c p IH]; [cbn; ring|]. destruct p as [|d p]; [cbn; ring|].
  change (divided (c :: d :: p) x) with (evr (d :: p) x :: divided (d :: p) x). remember (d :: p) as q eqn:E. clear E.
  cbn [evr]. rewrite IH. ring.
Qed.
Lemma divided_length c p x : length (divided (c :: p) x) = length p.
Proof. revert c; induction p as [|d p IH]; intro c; [reflexivity|]. cbn [length]. rewrite <- (IH d). reflexivity. Qed.
Lemma divided_last c d p x : last (divided (c :: d :: p) x) 0 = last (d :: p) 0.
Proof.
  revert c d; induction p as [|e p IH]; intros c d; [cbn; ring|].
  change (divided (c :: d :: e :: p) x) with (evr (d :: e :: p) x :: divided (d :: e :: p) x).
  change (last (d :: e :: p) 0) with (last (e :: p) 0). rewrite <- (IH d e).
  change (divided (d :: e :: p) x) with (evr (e :: p) x :: divided (e :: p) x). reflexivity.
Qed.
Lemma evr_tends p x : Un_cv (fun m => evr p (x + eps m)) (evr p x).
Proof.
  induction p as [|c p IH]; cbn [evr]; [apply cv_const|].
  apply (CV_plus (fun _ => c)); [apply cv_const|]. apply (CV_mult (fun m => x + eps m)); [|exact IH].
  apply near_tends.
Qed.
Lemma evr_not_0 k : forall p x, length p = k -> last p 0 <> 0 -> eventually (fun m => evr p (x + eps m) <> 0).
Proof.
  induction k as [|k IH]; intros [|c p] x L H; try discriminate L; [cbn in H; lra|].
  destruct (Req_dec (evr (c :: p) x) 0) as [E|N].
  - destruct p as [|d p]; [cbn in E, H; lra|].
    apply (implied _ _ (IH (divided (c :: d :: p) x) x ltac:(rewrite divided_length; cbn in L; cbn; lia) ltac:(rewrite divided_last; exact H))).
    intros m Hm. rewrite (divided_ok _ x), E. pose proof (eps_positive m).
    replace (0 + (x + eps m - x) * evr (divided (c :: d :: p) x) (x + eps m)) with (eps m * evr (divided (c :: d :: p) x) (x + eps m)) by ring.
    apply Rmult_integral_contrapositive_currified; [lra | exact Hm].
  - apply (not_0 _ (evr (c :: p) x)); [apply evr_tends | exact N].
Qed.
Lemma ev2_evr p n x : ev2 p n x = evr (map (fun c => IZR (ev c n)) p) x.
Proof. induction p as [|c p IH]; cbn [ev2 map evr]; [reflexivity|]. rewrite IH. reflexivity. Qed.
Lemma last_map A B (f : A -> B) l d : last (map f l) (f d) = f (last l d).
Proof. induction l as [|a l IH]; [reflexivity|]. destruct l as [|b l]; [reflexivity|]. exact IH. Qed.
Lemma ev2_not_0 p n x : ev (last p []) n <> 0%Z -> eventually (fun m => ev2 p n (x + eps m) <> 0).
Proof.
  intro H. apply (implied _ _ (evr_not_0 _ (map (fun c => IZR (ev c n)) p) x eq_refl
    ltac:(change 0 with ((fun c => IZR (ev c n)) []); rewrite last_map; apply not_0_IZR; exact H))).
  intros m Hm. rewrite ev2_evr. exact Hm.
Qed.

(** * Pochhammer symbols *)

(* (w u + v t) over 0 <= t < L, and over -L <= t < 0, each factor v d more *)
Fixpoint ups (u v : Z) (d : R) (L : nat) : R :=
  match L with O => 1 | S m => ups u v d m * (IZR (u + v * Z.of_nat m) + IZR v * d) end.
Fixpoint downs (u v : Z) (d : R) (L : nat) : R :=
  match L with O => 1 | S m => downs u v d m * (IZR (u - v * Z.of_nat (S m)) + IZR v * d) end.
(* u (u + v) ... (u + v (L - 1)) for d = 0; to the power -1 the product of those before u where L < 0 *)
Definition shifted (u v : Z) (d : R) (L : Z) : R :=
  if (0 <=? L)%Z then ups u v d (Z.to_nat L) else / downs u v d (Z.to_nat (- L)).
Definition rising (u v L : Z) : R := shifted u v 0 L.

(* no factor is 0, or none of those that occur *)
Definition alive (u v : Z) (d : R) (L : Z) : Prop :=
  (forall t, IZR (u + v * t) + IZR v * d <> 0) \/ (d = 0 /\ (0 <= L)%Z /\ (0 < u)%Z /\ (0 <= v)%Z).
Lemma alive_later u v d L t : alive u v d L -> (L <= t)%Z -> alive u v d t.
Proof. intros [A|(D & H & U & V)] Ht; [left; exact A | right; repeat split; auto; lia]. Qed.
Lemma alive_factor u v d L t : alive u v d L -> (L <= t)%Z -> IZR (u + v * t) + IZR v * d <> 0.
Proof.
  intros [A|(D & H & U & V)] Ht; [apply A|]. rewrite D, Rmult_0_r, Rplus_0_r. apply not_0_IZR.
  assert (0 <= v * t)%Z by (apply Z.mul_nonneg_nonneg; lia). lia.
Qed.
Lemma shifted_nonzero u v d L : alive u v d L -> shifted u v d L <> 0.
Proof.
  intro A. unfold shifted. destruct (Z.leb_spec 0 L) as [P|P].
  - assert (B : alive u v d 0) by (destruct A as [A|(D & H & U & V)]; [left; exact A | right; repeat split; auto; lia]).
    generalize (Z.to_nat L). intro k. induction k as [|k IH]; cbn [ups]; [lra|].
    apply Rmult_integral_contrapositive_currified; [exact IH | apply (alive_factor _ _ _ _ _ B); lia].
  - destruct A as [A|(D & H & U & V)]; [|lia]. apply Rinv_neq_0_compat. generalize (Z.to_nat (- L)). intro k.
    induction k as [|k IH]; cbn [downs]; [lra|].
    apply Rmult_integral_contrapositive_currified; [exact IH|].
    replace (u - v * Z.of_nat (S k))%Z with (u + v * - Z.of_nat (S k))%Z by ring. apply A.
Qed.
Lemma shifted_step u v d L : alive u v d L -> shifted u v d (L + 1) = shifted u v d L * (IZR (u + v * L) + IZR v * d).
Proof.
  intro A. unfold shifted. destruct (Z.leb_spec 0 L) as [P|P].
  - destruct (Z.leb_spec 0 (L + 1)); [|lia]. rewrite Z2Nat.inj_add, Nat.add_1_r by lia. cbn [ups].
    rewrite Z2Nat.id by lia. reflexivity.
  - pose proof (alive_factor _ _ _ _ L A ltac:(lia)) as F. pose proof (shifted_nonzero _ _ _ _ A) as NZ. unfold shifted in NZ.
    destruct (Z.leb_spec 0 L); [lia|].
    replace (Z.to_nat (- L)) with (S (Z.to_nat (- (L + 1)))) in * by lia. cbn [downs] in *.
    replace (u - v * Z.of_nat (S (Z.to_nat (- (L + 1)))))%Z with (u + v * L)%Z in * by (rewrite Nat2Z.inj_succ, Z2Nat.id by lia; ring).
    set (w := IZR (u + v * L) + IZR v * d) in *. set (b := downs u v d (Z.to_nat (- (L + 1)))) in *.
    assert (B : b <> 0) by (intro E; apply NZ; rewrite E, Rmult_0_l; apply Rinv_0).
    transitivity (/ b); [|field; split; assumption].
    destruct (Z.leb_spec 0 (L + 1)) as [Q|Q]; [|reflexivity].
    assert (E : (L = -1)%Z) by lia. unfold b. rewrite E. cbn. symmetry. apply Rinv_1.
Qed.

(** * Summands *)

(* (u; v)_(al n + be k + ga) to the power e *)
Record factor := Factor { in_u : Z; in_v : Z; in_n : Z; in_k : Z; in_1 : Z; exponent : Z }.
Definition len (f : factor) (n k : Z) : Z := (in_n f * n + in_k f * k + in_1 f)%Z.
(* 1/L! is 0 for L < 0 *)
Definition powered (f : factor) (n k : Z) : R :=
  if (in_v f =? 1)%Z && (exponent f <? 0)%Z && (len f n k <? 0)%Z then 0
  else powerRZ (rising (in_u f) (in_v f) (len f n k)) (exponent f).
Record summand := Summand {
  factors : list factor; x_top : Z; x_bottom : Z; y_top : Z; y_bottom : Z; above : poly2; below : list poly2 }.
Definition x_of (F : summand) : R := IZR (x_top F) / IZR (x_bottom F).
Definition y_of (F : summand) : R := IZR (y_top F) / IZR (y_bottom F).
Definition summand_at (F : summand) (n k : Z) : R :=
  powerRZ (x_of F) n * powerRZ (y_of F) k * ev2 (above F) n (IZR k) / prod (fun q => ev2 q n (IZR k)) (below F)
  * prod (fun f => powered f n k) (factors F).

(* the same at k + e *)
Definition near_factor (e : R) (f : factor) (L : Z) : R := shifted (in_u f) (in_v f) (IZR (in_k f) * e) L.
Definition near (F : summand) (n k : Z) (e : R) : R :=
  powerRZ (x_of F) n * powerRZ (y_of F) k * ev2 (above F) n (IZR k + e) / prod (fun q => ev2 q n (IZR k + e)) (below F)
  * prod (fun f => powerRZ (near_factor e f (len f n k)) (exponent f)) (factors F).

(** * The identity *)

Definition shift_of := (Z * Z)%type.  (* n + i, k + j *)
Definition moved (f : factor) (s : shift_of) : Z := (in_n f * fst s + in_k f * snd s)%Z.
(* the least or, below, the greatest of the shifts of a factor: what all of them have in common *)
Definition base_of (l : list shift_of) (f : factor) : Z :=
  fold_right (if (0 <? exponent f)%Z then Z.min else Z.max) (moved f (hd (0, 0)%Z l)) (map (moved f) l).
Definition lin (f : factor) (t : Z) : poly2 :=
  [[(in_u f + in_v f * (in_1 f + t))%Z; (in_v f * in_n f)%Z]; [(in_v f * in_k f)%Z]].
Fixpoint span (f : factor) (t : Z) (c : nat) : poly2 :=
  match c with O => [[1%Z]] | S m => mul2 (lin f t) (span f (t + 1) m) end.
Definition part (l : list shift_of) (f : factor) (s : shift_of) : poly2 :=
  let b := base_of l f in let h := moved f s in
  if (0 <? exponent f)%Z then power2 (span f b (Z.to_nat (h - b))) (Z.to_nat (exponent f))
  else power2 (span f h (Z.to_nat (b - h))) (Z.to_nat (- exponent f)).
Definition shift_eqb (s t : shift_of) : bool := ((fst s =? fst t) && (snd s =? snd t))%Z.
Fixpoint others (s : shift_of) (l : list shift_of) : list shift_of :=
  match l with [] => [] | t :: r => if shift_eqb s t then r else t :: others s r end.
(* the summand at a shift over what is common to all, J the greatest of the -i *)
Definition scaled (F : summand) (J : Z) (l : list shift_of) (s : shift_of) : poly2 :=
  mul2 [[(x_top F ^ (J + fst s) * x_bottom F ^ (- fst s) * (if (snd s =? 1)%Z then y_top F else y_bottom F))%Z]]
    (mul2 (along (above F) (fst s) 0 (snd s))
      (mul2 (product2 (map (fun q => product2 (map (fun t => along q (fst t) 0 (snd t)) (others s l))) (below F)))
        (product2 (map (fun f => part l f s) (factors F))))).
Definition common (F : summand) (J : Z) (l : list shift_of) (n k : Z) (e : R) : R :=
  powerRZ (x_of F) (n - J) * powerRZ (y_of F) k / (IZR (x_bottom F) ^ Z.to_nat J * IZR (y_bottom F))
  / prod (fun q => prod (fun t => ev2 q (n + fst t) (IZR (k + snd t) + e)) l) (below F)
  * prod (fun f => powerRZ (near_factor e f (len f n k + base_of l f)) (exponent f)) (factors F).

Lemma ev2_one n x : ev2 [[1%Z]] n x = 1.
Proof. cbn [ev2 ev]. rewrite Z.mul_0_r. cbn. ring. Qed.
Lemma ev2_product l n x : ev2 (product2 l) n x = prod (fun p => ev2 p n x) l.
Proof. induction l as [|p l IH]; cbn [product2 fold_right prod]; [apply ev2_one | rewrite ev2_mul; fold (product2 l); rewrite IH; reflexivity]. Qed.
Lemma prod_map A B (f : B -> R) (g : A -> B) l : prod f (map g l) = prod (fun a => f (g a)) l.
Proof. induction l as [|a l IH]; cbn [prod map fold_right]; [reflexivity|]. f_equal. exact IH. Qed.
Lemma ev2_lin f t n x : ev2 (lin f t) n x = IZR (in_u f + in_v f * (in_n f * n + in_1 f + t)) + IZR (in_v f) * IZR (in_k f) * x.
Proof. unfold lin. cbn [ev2 ev]. rewrite !Z.mul_0_r, !Z.add_0_r, !plus_IZR, !mult_IZR, !plus_IZR, !mult_IZR. ring. Qed.
Lemma shift_eqb_ok s t : shift_eqb s t = true -> s = t.
Proof. destruct s, t. unfold shift_eqb; cbn. intro H. apply andb_prop in H as [H1 H2]. apply Z.eqb_eq in H1, H2. subst. reflexivity. Qed.
Lemma prod_others (g : shift_of -> R) s l : In s l -> prod g l = g s * prod g (others s l).
Proof.
  induction l as [|t l IH]; intros []; cbn [others prod fold_right].
  - subst t. unfold shift_eqb. rewrite !Z.eqb_refl. reflexivity.
  - destruct (shift_eqb s t) eqn:E; [apply shift_eqb_ok in E; subst t; reflexivity|].
    cbn [prod fold_right]. change (fold_right (fun a r => g a * r) 1 l) with (prod g l). rewrite (IH H). unfold prod. ring.
Qed.
Lemma base_ok l f s : In s l -> if (0 <? exponent f)%Z then (base_of l f <= moved f s)%Z else (moved f s <= base_of l f)%Z.
Proof.
  unfold base_of. generalize (moved f (hd (0, 0)%Z l)). intro z. destruct (0 <? exponent f)%Z;
  (induction l as [|t l IH]; intros []; [subst t; cbn; lia | specialize (IH H); cbn [map fold_right]; lia]).
Qed.
Lemma span_ok f L n x e c : forall t, L = len f n x -> alive (in_u f) (in_v f) (IZR (in_k f) * e) (L + t) ->
  near_factor e f (L + t + Z.of_nat c) = near_factor e f (L + t) * ev2 (span f t c) n (IZR x + e).
Proof.
  induction c as [|c IH]; intros t E A; [rewrite Z.add_0_r; cbn [span]; rewrite ev2_one; ring|].
  cbn [span]. rewrite ev2_mul, ev2_lin. specialize (IH (t + 1)%Z E). rewrite Z.add_assoc in IH.
  replace (L + t + Z.of_nat (S c))%Z with (L + t + 1 + Z.of_nat c)%Z by lia.
  rewrite IH by (apply (alive_later _ _ _ (L + t)); [exact A | lia]).
  unfold near_factor at 1. rewrite shifted_step by exact A. unfold near_factor. subst L. unfold len.
  rewrite !plus_IZR, !mult_IZR, !plus_IZR, !mult_IZR. ring.
Qed.
Lemma powerRZ_nat x c : powerRZ x (Z.of_nat c) = x ^ c.
Proof. destruct c as [|c]; [reflexivity|]. cbn [Z.of_nat powerRZ]. rewrite SuccNat2Pos.id_succ. reflexivity. Qed.
Lemma powerRZ_minus x c : powerRZ x (- Z.of_nat c) = / x ^ c.
Proof. destruct c as [|c]; [cbn; symmetry; apply Rinv_1|]. cbn [Z.of_nat Z.opp powerRZ]. rewrite SuccNat2Pos.id_succ. reflexivity. Qed.
Lemma part_ok l f s n k e : In s l ->
  alive (in_u f) (in_v f) (IZR (in_k f) * e) (len f n k + base_of l f) -> alive (in_u f) (in_v f) (IZR (in_k f) * e) (len f n k + moved f s) ->
  powerRZ (near_factor e f (len f n k + moved f s)) (exponent f)
  = powerRZ (near_factor e f (len f n k + base_of l f)) (exponent f) * ev2 (part l f s) n (IZR k + e).
Proof.
  intros Hs A B. pose proof (base_ok l f s Hs) as O. unfold part. destruct (Z.ltb_spec 0 (exponent f)) as [P|P].
  - rewrite ev2_power. rewrite <- (Z2Nat.id (exponent f)) at 1 2 by lia. rewrite !powerRZ_nat, <- Rpow_mult_distr. f_equal.
    rewrite <- (span_ok f _ n k e _ _ eq_refl A), Z2Nat.id by lia. f_equal. ring.
  - rewrite ev2_power. replace (exponent f) with (- Z.of_nat (Z.to_nat (- exponent f)))%Z at 1 2 by (rewrite Z2Nat.id by lia; ring).
    rewrite !powerRZ_minus. replace (len f n k + base_of l f)%Z with (len f n k + moved f s + Z.of_nat (Z.to_nat (base_of l f - moved f s)))%Z
      by (rewrite Z2Nat.id by lia; ring).
    assert (N : near_factor e f (len f n k + moved f s) <> 0) by (apply shifted_nonzero; exact B).
    assert (M : near_factor e f (len f n k + moved f s + Z.of_nat (Z.to_nat (base_of l f - moved f s))) <> 0)
      by (apply shifted_nonzero, (alive_later _ _ _ _ _ B); lia).
    rewrite (span_ok f _ n k e _ _ eq_refl B) in M |- *.
    set (a := near_factor e f (len f n k + moved f s)) in *. set (b := ev2 (span f (moved f s) (Z.to_nat (base_of l f - moved f s))) n (IZR k + e)) in *.
    assert (Q : b <> 0) by (intro E; apply M; rewrite E; ring).
    rewrite Rpow_mult_distr, Rinv_mult. field. split; apply pow_nonzero; assumption.
Qed.

(* what is asked of a summand at n, k and e *)
Definition sound (F : summand) (J : Z) (l : list shift_of) (n k : Z) (e : R) : Prop :=
  (forall f s, In f (factors F) -> In s l -> alive (in_u f) (in_v f) (IZR (in_k f) * e) (len f n k + moved f s)) /\
  (forall q s, In q (below F) -> In s l -> ev2 q (n + fst s) (IZR (k + snd s) + e) <> 0).
Definition shift_check (J : Z) (s : shift_of) : bool := ((fst s <=? 0) && (- J <=? fst s) && ((snd s =? 0) || (snd s =? 1)))%Z.
Definition bases_check (F : summand) : bool :=
  negb ((x_top F =? 0) || (x_bottom F =? 0) || (y_top F =? 0) || (y_bottom F =? 0))%Z.
Lemma base_among l f : l <> [] -> exists s, In s l /\ base_of l f = moved f s.
Proof.
  intro N. destruct l as [|h l]; [contradiction|]. unfold base_of. cbn [hd].
  assert (H : forall r, (forall s, In s r -> In s (h :: l)) ->
    exists s, In s (h :: l) /\ fold_right (if (0 <? exponent f)%Z then Z.min else Z.max) (moved f h) (map (moved f) r) = moved f s).
  { induction r as [|t r IH]; intro I; [exists h; split; [left|]; reflexivity|].
    destruct (IH (fun s Hs => I s (or_intror Hs))) as (s & Hs & E). cbn [map fold_right]. rewrite E.
    destruct (0 <? exponent f)%Z.
    - destruct (Z.min_dec (moved f t) (moved f s)) as [->| ->]; [exists t; split; [apply I; left; reflexivity | reflexivity] | exists s; auto].
    - destruct (Z.max_dec (moved f t) (moved f s)) as [->| ->]; [exists t; split; [apply I; left; reflexivity | reflexivity] | exists s; auto]. }
  apply (H (h :: l)). auto.
Qed.
Lemma len_moved f n k s : len f (n + fst s) (k + snd s) = (len f n k + moved f s)%Z.
Proof. unfold len, moved. ring. Qed.
Lemma bases_ok F : bases_check F = true -> IZR (x_top F) <> 0 /\ IZR (x_bottom F) <> 0 /\ IZR (y_top F) <> 0 /\ IZR (y_bottom F) <> 0.
Proof.
  unfold bases_check. intro H. apply negb_true_iff in H. repeat (apply orb_false_elim in H as [H ?]).
  repeat match goal with E : (_ =? 0)%Z = false |- _ => apply Z.eqb_neq, not_0_IZR in E end. auto.
Qed.
Lemma quotient_nonzero p q : p <> 0 -> q <> 0 -> p / q <> 0.
Proof. intros P Q. unfold Rdiv. apply Rmult_integral_contrapositive_currified; [exact P | apply Rinv_neq_0_compat; exact Q]. Qed.
Lemma pow_quotient p q c : q <> 0 -> (p / q) ^ c = p ^ c / q ^ c.
Proof. intro Q. unfold Rdiv. rewrite Rpow_mult_distr, pow_inv. reflexivity. Qed.
Lemma x_moved F n J i : bases_check F = true -> (- J <= i)%Z -> (i <= 0)%Z ->
  powerRZ (x_of F) (n + i) = powerRZ (x_of F) (n - J) / IZR (x_bottom F) ^ Z.to_nat J * IZR (x_top F ^ (J + i) * x_bottom F ^ (- i)).
Proof.
  intros H L U. apply bases_ok in H as (P & Q & _ & _). replace (n + i)%Z with (n - J + (J + i))%Z by ring.
  rewrite powerRZ_add by (apply quotient_nonzero; assumption).
  replace (J + i)%Z with (Z.of_nat (Z.to_nat (J + i))) by (rewrite Z2Nat.id; lia).
  replace (- i)%Z with (Z.of_nat (Z.to_nat (- i))) by (rewrite Z2Nat.id; lia).
  replace (Z.to_nat J) with (Z.to_nat (J + i) + Z.to_nat (- i))%nat by lia.
  rewrite mult_IZR, <- !pow_IZR, powerRZ_nat. unfold x_of at 2. rewrite pow_quotient by exact Q. rewrite pow_add.
  field. split; apply pow_nonzero; exact Q.
Qed.
Lemma y_moved F k j : bases_check F = true -> (j = 0 \/ j = 1)%Z ->
  powerRZ (y_of F) (k + j) = powerRZ (y_of F) k / IZR (y_bottom F) * IZR (if (j =? 1)%Z then y_top F else y_bottom F).
Proof.
  intros H D. apply bases_ok in H as (_ & _ & P & Q). rewrite powerRZ_add by (apply quotient_nonzero; assumption).
  destruct D as [-> | ->]; cbn [Z.eqb Pos.eqb powerRZ]; [field; exact Q|]. change (Pos.to_nat 1) with 1%nat. rewrite pow_1. unfold y_of at 2. field. exact Q.
Qed.
Lemma scaled_ok F J l s n k e : bases_check F = true -> forallb (shift_check J) l = true -> In s l -> sound F J l n k e ->
  near F (n + fst s) (k + snd s) e = common F J l n k e * ev2 (scaled F J l s) n (IZR k + e).
Proof.
  intros HB HC Hs [A Q]. rewrite forallb_forall in HC. specialize (HC s Hs). unfold shift_check in HC.
  apply andb_prop in HC as [HC C3]. apply andb_prop in HC as [C1 C2]. apply Z.leb_le in C1, C2.
  assert (D : (snd s = 0 \/ snd s = 1)%Z) by (apply orb_prop in C3 as [C3|C3]; apply Z.eqb_eq in C3; auto).
  pose proof (bases_ok F HB) as (_ & Xb & _ & Yb).
  assert (NE : l <> []) by (intro E; rewrite E in Hs; destruct Hs).
  unfold near, common, scaled. rewrite !ev2_mul, !ev2_product, !prod_map, ev2_along.
  rewrite (x_moved F n J _ HB C2 C1), (y_moved F k _ HB D).
  rewrite (prod_ext _ (fun f => powerRZ (near_factor e f (len f (n + fst s) (k + snd s))) (exponent f))
    (fun f => powerRZ (near_factor e f (len f n k + base_of l f)) (exponent f) * ev2 (part l f s) n (IZR k + e))).
  2: { intros f Hf. rewrite len_moved. apply part_ok; [exact Hs | | apply A; assumption].
       destruct (base_among l f NE) as (t & Ht & ->). apply A; assumption. }
  rewrite prod_mult.
  rewrite (prod_ext _ (fun q => prod (fun t => ev2 q (n + fst t) (IZR (k + snd t) + e)) l)
    (fun q => ev2 q (n + fst s) (IZR (k + snd s) + e) * ev2 (product2 (map (fun t => along q (fst t) 0 (snd t)) (others s l))) n (IZR k + e))).
  2: { intros q Hq. rewrite (prod_others _ s l Hs). f_equal. rewrite ev2_product, prod_map. apply prod_ext. intros t _.
       rewrite ev2_along. f_equal. rewrite Z.mul_0_l, Z.add_0_l, plus_IZR. ring. }
  rewrite prod_mult.
  replace (IZR (0 * n + snd s) + (IZR k + e)) with (IZR (k + snd s) + e) by (rewrite Z.mul_0_l, Z.add_0_l, plus_IZR; ring).
  assert (Q1 : prod (fun q => ev2 q (n + fst s) (IZR (k + snd s) + e)) (below F) <> 0) by (apply prod_nonzero; intros q Hq; apply Q; assumption).
  assert (Q2 : prod (fun q => ev2 (product2 (map (fun t => along q (fst t) 0 (snd t)) (others s l))) n (IZR k + e)) (below F) <> 0).
  { apply prod_nonzero. intros q Hq. rewrite ev2_product, prod_map. apply prod_nonzero. intros t Ht. rewrite ev2_along.
    replace (IZR (0 * n + snd t) + (IZR k + e)) with (IZR (k + snd t) + e) by (rewrite Z.mul_0_l, Z.add_0_l, plus_IZR; ring).
    apply Q; [exact Hq|]. clear - Ht. induction l as [|r l IH]; cbn [others] in Ht; [destruct Ht|].
    destruct (shift_eqb s r); [right; exact Ht | destruct Ht as [<-|Ht]; [left; reflexivity | right; auto]]. }
  cbn [ev2 ev]. rewrite !Z.mul_0_r, !Z.add_0_r, !Rmult_0_r, !Rplus_0_r, !mult_IZR.
  field. repeat split; try assumption. apply pow_nonzero; exact Xb.
Qed.

(* c0(n) f(0) + c1(n) f(1) + ... *)
Fixpoint csum (cs : list poly) (n i : Z) (f : Z -> R) : R :=
  match cs with [] => 0 | c :: r => IZR (ev c n) * f i + csum r n (i + 1) f end.
Fixpoint combined (F : summand) (J : Z) (l : list shift_of) (cs : list poly) (i : Z) : poly2 :=
  match cs with [] => [] | c :: r => add2 (times2 c (scaled F J l (- i, 0)%Z)) (combined F J l r (i + 1)) end.
Fixpoint backwards (i : Z) (c : nat) : list shift_of := match c with O => [] | S m => (- i, 0)%Z :: backwards (i + 1) m end.
Definition shifts (cs : list poly) : list shift_of := backwards 0 (length cs) ++ [(0, 1)%Z].
Definition order (cs : list poly) : Z := (Z.of_nat (length cs) - 1)%Z.
Definition identity_check (F : summand) (cs : list poly) (A B : poly2) : bool :=
  let J := order cs in let l := shifts cs in
  let A1 := along A 0 0 1 in let B1 := along B 0 0 1 in
  bases_check F && forallb (shift_check J) l && (1 <=? length cs)%nat
  && same2 (mul2 (combined F J l cs 0) (mul2 B B1)) (sub2 (mul2 (mul2 A1 B) (scaled F J l (0, 1)%Z)) (mul2 (mul2 A B1) (scaled F J l (0, 0)%Z))).
(* G = R F at k + e *)
Definition image_near (F : summand) (A B : poly2) (n k : Z) (e : R) : R := ev2 A n (IZR k + e) / ev2 B n (IZR k + e) * near F n k e.

Lemma backwards_in i c t : (i <= t)%Z -> (t < i + Z.of_nat c)%Z -> In (- t, 0)%Z (backwards i c).
Proof.
  revert i; induction c as [|c IH]; intros i L U; [lia|]. cbn [backwards].
  destruct (Z.eq_dec t i) as [->|N]; [left; reflexivity | right; apply IH; lia].
Qed.
Lemma combined_ok F J l n k e : bases_check F = true -> forallb (shift_check J) l = true -> sound F J l n k e ->
  forall cs i, (forall t, (i <= t < i + Z.of_nat (length cs))%Z -> In (- t, 0)%Z l) ->
  csum cs n i (fun j => near F (n - j) k e) = common F J l n k e * ev2 (combined F J l cs i) n (IZR k + e).
Proof.
  intros HB HC HS cs. induction cs as [|c cs IH]; intros i I; cbn [csum combined ev2]; [ring|].
  rewrite ev2_add, ev2_times, (IH (i + 1)%Z) by (intros t Ht; apply I; cbn [length]; lia).
  pose proof (scaled_ok F J l (- i, 0)%Z n k e HB HC (I i ltac:(cbn [length]; lia)) HS) as E. cbn [fst snd] in E. rewrite Z.add_0_r in E.
  unfold Z.sub. rewrite E. ring.
Qed.
Theorem telescoping F cs A B n k e : identity_check F cs A B = true -> sound F (order cs) (shifts cs) n k e ->
  ev2 B n (IZR k + e) <> 0 -> ev2 B n (IZR (k + 1) + e) <> 0 ->
  csum cs n 0 (fun i => near F (n - i) k e) = image_near F A B n (k + 1) e - image_near F A B n k e.
Proof.
  unfold identity_check. intros H HS B0 B1. apply andb_prop in H as [H HI]. apply andb_prop in H as [H HL]. apply andb_prop in H as [HB HC].
  apply Nat.leb_le in HL.
  rewrite (combined_ok F _ _ n k e HB HC HS) by (intros t Ht; apply in_or_app; left; apply backwards_in; lia).
  apply (fun E => same2_ok _ _ n (IZR k + e) E) in HI. rewrite ev2_sub, !ev2_mul, !ev2_along in HI.
  rewrite Z.add_0_r in HI. replace (IZR (0 * n + 1) + (IZR k + e)) with (IZR (k + 1) + e) in HI by (rewrite Z.mul_0_l, Z.add_0_l, plus_IZR; ring).
  pose proof (scaled_ok F _ _ (0, 1)%Z n k e HB HC ltac:(apply in_or_app; right; left; reflexivity) HS) as E1.
  pose proof (scaled_ok F _ _ (0, 0)%Z n k e HB HC ltac:(apply in_or_app; left; apply (backwards_in 0 _ 0); lia) HS) as E0.
  cbn [fst snd] in E0, E1. rewrite !Z.add_0_r in E0. rewrite Z.add_0_r in E1. unfold image_near. rewrite E0, E1.
  set (b0 := ev2 B n (IZR k + e)) in *. set (b1 := ev2 B n (IZR (k + 1) + e)) in *.
  set (s1 := ev2 (scaled F (order cs) (shifts cs) (0, 1)%Z) n (IZR k + e)) in *.
  set (s0 := ev2 (scaled F (order cs) (shifts cs) (0, 0)%Z) n (IZR k + e)) in *.
  set (t := ev2 (combined F (order cs) (shifts cs) cs 0) n (IZR k + e)) in *.
  assert (E : t = (ev2 A n (IZR (k + 1) + e) * b0 * s1 - ev2 A n (IZR k + e) * b1 * s0) / (b0 * b1)) by (rewrite <- HI; field; split; assumption).
  rewrite E. field. split; assumption.
Qed.

(** * What is asked for is so for small e *)

(* for all n >= n0 *)
Definition factor_check (J n0 : Z) (f : factor) : bool :=
  ((0 <? in_u f) && (0 <? in_v f) && negb (exponent f =? 0)
   && (negb (in_k f =? 0) || negb (in_u f mod in_v f =? 0) || ((0 <=? in_n f) && (0 <=? in_n f * (n0 - J) + in_1 f))))%Z.
Lemma alive_eventually J n0 f n k s : factor_check J n0 f = true -> shift_check J s = true -> (n0 <= n)%Z ->
  eventually (fun m => alive (in_u f) (in_v f) (IZR (in_k f) * eps m) (len f n k + moved f s)).
Proof.
  unfold factor_check, shift_check. intros H HS Hn. apply andb_prop in H as [H C]. apply andb_prop in H as [H _]. apply andb_prop in H as [U V].
  apply Z.ltb_lt in U, V. apply andb_prop in HS as [HS _]. apply andb_prop in HS as [S1 S2]. apply Z.leb_le in S1, S2.
  destruct (Z.eq_dec (in_k f) 0) as [Z0|N].
  - rewrite Z0 in *. cbn [Z.eqb negb orb] in C. apply always. intro m. rewrite Rmult_0_l.
    destruct (Z.eq_dec (in_u f mod in_v f) 0) as [M|M].
    + right. rewrite M in C. cbn [Z.eqb negb orb] in C. apply andb_prop in C as [C1 C2]. apply Z.leb_le in C1, C2.
      repeat split; try lia. unfold len, moved. rewrite Z0. nia.
    + left. intro t. rewrite Rmult_0_r, Rplus_0_r. apply not_0_IZR. intro E. apply M.
      replace (in_u f) with (- t * in_v f)%Z by lia. apply Z.mod_mul. lia.
  - apply (implied _ _ (eps_small (IZR (in_v f) * IZR (in_k f)))). intros m Hm. left. intros t E. pose proof (eps_positive m) as Pe.
    assert (NZ : IZR (in_v f) * IZR (in_k f) <> 0) by (rewrite <- mult_IZR; apply not_0_IZR; nia).
    set (w := (in_u f + in_v f * t)%Z) in *.
    assert (Ab : Rabs (IZR w) < 1).
    { replace (IZR w) with (- (IZR (in_v f) * IZR (in_k f) * eps m)) by lra. rewrite Rabs_Ropp, Rabs_mult, (Rabs_pos_eq (eps m)) by lra. exact Hm. }
    apply Rabs_def2 in Ab as [Ab1 Ab2]. apply lt_IZR in Ab1. change (- (1)) with (-1) in Ab2. apply lt_IZR in Ab2.
    assert (W : w = 0%Z) by lia. rewrite W in E.
    assert (E0 : IZR (in_v f) * IZR (in_k f) * eps m = 0) by lra. apply Rmult_integral in E0 as [E0|E0]; [exact (NZ E0) | lra].
Qed.
(* leading coefficients of a denominator in k *)
Definition lead_check (p : poly2) (n0 : Z) (count : nat) : bool := never_zero (last p []) n0 count.
Lemma lead_ok p n0 count n x : lead_check p n0 count = true -> (n0 <= n)%Z -> eventually (fun m => ev2 p n (x + eps m) <> 0).
Proof. intros H Hn. apply ev2_not_0. apply (never_zero_ok _ n0 count); assumption. Qed.
Definition sound_check (F : summand) (J : Z) (l : list shift_of) (n0 : Z) (count : nat) : bool :=
  forallb (factor_check J n0) (factors F) && forallb (shift_check J) l && forallb (fun q => lead_check q (n0 - J) count) (below F).
Lemma sound_eventually F J l n0 count n k : sound_check F J l n0 count = true -> (n0 <= n)%Z ->
  eventually (fun m => sound F J l n k (eps m)).
Proof.
  unfold sound_check. intros H Hn. apply andb_prop in H as [H HQ]. apply andb_prop in H as [HF HS]. rewrite forallb_forall in HF, HS, HQ.
  apply both.
  - apply (implied (fun m => forall f, In f (factors F) -> forall s, In s l -> alive (in_u f) (in_v f) (IZR (in_k f) * eps m) (len f n k + moved f s)));
      [|auto]. apply every. intros f Hf. apply every. intros s Hs. apply (alive_eventually J n0); auto.
  - apply (implied (fun m => forall q, In q (below F) -> forall s, In s l -> ev2 q (n + fst s) (IZR (k + snd s) + eps m) <> 0)); [|auto].
    apply every. intros q Hq. apply every. intros s Hs. apply (lead_ok q (n0 - J) count); [apply HQ; exact Hq|].
    specialize (HS s Hs). unfold shift_check in HS. apply andb_prop in HS as [HS _]. apply andb_prop in HS as [_ HS]. apply Z.leb_le in HS. lia.
Qed.

(** * Sums over ranges *)

Fixpoint zsum (f : Z -> R) (a : Z) (c : nat) : R := match c with O => 0 | S m => f a + zsum f (a + 1) m end.
Definition line := (Z * Z)%type.  (* slope n + constant *)
Definition at_line (l : line) (n : Z) : Z := (fst l * n + snd l)%Z.
(* over lower <= k <= upper *)
Definition range_sum (f : Z -> Z -> R) (lower upper : line) (n : Z) : R :=
  zsum (f n) (at_line lower n) (Z.to_nat (at_line upper n + 1 - at_line lower n)).

(* f(0) + ... + f(z - 1), and minus f(z) + ... + f(-1) *)
Definition prefix (f : Z -> R) (z : Z) : R := if (0 <=? z)%Z then zsum f 0 (Z.to_nat z) else - zsum f z (Z.to_nat (- z)).
Lemma zsum_last f a c : zsum f a (S c) = zsum f a c + f (a + Z.of_nat c)%Z.
Proof.
  revert a; induction c as [|c IH]; intro a; [cbn; rewrite Z.add_0_r; ring|].
  change (zsum f a (S (S c))) with (f a + zsum f (a + 1) (S c)). rewrite IH. cbn [zsum].
  replace (a + 1 + Z.of_nat c)%Z with (a + Z.of_nat (S c))%Z by lia. ring.
Qed.
Lemma prefix_next f z : prefix f (z + 1) = prefix f z + f z.
Proof.
  unfold prefix. destruct (Z.leb_spec 0 z) as [P|P].
  - destruct (Z.leb_spec 0 (z + 1)); [|lia]. rewrite Z2Nat.inj_add, Nat.add_1_r by lia. rewrite zsum_last, Z2Nat.id by lia. reflexivity.
  - replace (Z.to_nat (- z)) with (S (Z.to_nat (- (z + 1)))) by lia. cbn [zsum].
    destruct (Z.leb_spec 0 (z + 1)) as [Q|Q]; [|ring]. assert (E : (z = -1)%Z) by lia. rewrite E. cbn. ring.
Qed.
Lemma zsum_prefix f a c : zsum f a c = prefix f (a + Z.of_nat c) - prefix f a.
Proof.
  revert a; induction c as [|c IH]; intro a; [rewrite Z.add_0_r; cbn; ring|]. cbn [zsum]. rewrite IH, prefix_next.
  replace (a + 1 + Z.of_nat c)%Z with (a + Z.of_nat (S c))%Z by lia. ring.
Qed.
Lemma csum_ext cs n i f g : (forall j, (i <= j)%Z -> (j < i + Z.of_nat (length cs))%Z -> f j = g j) -> csum cs n i f = csum cs n i g.
Proof.
  revert i; induction cs as [|c cs IH]; intros i H; cbn [csum]; [reflexivity|].
  rewrite (H i) by (cbn [length]; lia). f_equal. apply IH. intros j L U. apply H; cbn [length]; lia.
Qed.
Lemma csum_plus cs n i f g : csum cs n i (fun j => f j + g j) = csum cs n i f + csum cs n i g.
Proof. revert i; induction cs as [|c cs IH]; intro i; cbn [csum]; [ring|]. rewrite IH. ring. Qed.
Lemma csum_minus cs n i f g : csum cs n i (fun j => f j - g j) = csum cs n i f - csum cs n i g.
Proof. revert i; induction cs as [|c cs IH]; intro i; cbn [csum]; [ring|]. rewrite IH. ring. Qed.
Lemma csum_tends cs n f g : forall i, (forall j, (i <= j)%Z -> (j < i + Z.of_nat (length cs))%Z -> Un_cv (f j) (g j)) ->
  Un_cv (fun m => csum cs n i (fun j => f j m)) (csum cs n i g).
Proof.
  induction cs as [|c cs IH]; intros i H; cbn [csum]; [apply cv_const|].
  apply (CV_plus (fun m => IZR (ev c n) * f i m)); [apply (CV_mult (fun _ => IZR (ev c n))); [apply cv_const | apply H; cbn [length]; lia]|].
  apply IH. intros j L U. apply H; cbn [length]; lia.
Qed.
Lemma zsum_tends (f : Z -> nat -> R) (g : Z -> R) c : forall a,
  (forall k, (a <= k)%Z -> (k < a + Z.of_nat c)%Z -> Un_cv (f k) (g k)) -> Un_cv (fun m => zsum (fun k => f k m) a c) (zsum g a c).
Proof.
  induction c as [|c IH]; intros a H; cbn [zsum]; [apply cv_const|].
  apply (CV_plus (f a)); [apply H; lia | apply IH; intros k L U; apply H; lia].
Qed.

(** * The limit of a factor *)

Lemma ups_tends u v (b : R) c : Un_cv (fun m => ups u v (b * eps m) c) (ups u v 0 c).
Proof.
  assert (D : Un_cv (fun m => b * eps m) 0).
  { replace 0 with (b * 0) by ring. apply (CV_mult (fun _ => b)); [apply cv_const | exact eps_tends]. }
  induction c as [|c IH]; cbn [ups]; [apply cv_const|]. apply (CV_mult (fun m => ups u v (b * eps m) c)); [exact IH|].
  apply (CV_plus (fun _ => IZR (u + v * Z.of_nat c))); [apply cv_const|]. apply (CV_mult (fun _ => IZR v)); [apply cv_const | exact D].
Qed.
Lemma downs_tends u v (b : R) c : Un_cv (fun m => downs u v (b * eps m) c) (downs u v 0 c).
Proof.
  assert (D : Un_cv (fun m => b * eps m) 0).
  { replace 0 with (b * 0) by ring. apply (CV_mult (fun _ => b)); [apply cv_const | exact eps_tends]. }
  induction c as [|c IH]; cbn [downs]; [apply cv_const|]. apply (CV_mult (fun m => downs u v (b * eps m) c)); [exact IH|].
  apply (CV_plus (fun _ => IZR (u - v * Z.of_nat (S c)))); [apply cv_const|]. apply (CV_mult (fun _ => IZR v)); [apply cv_const | exact D].
Qed.
Lemma shifted_tends u v b L : ((L < 0)%Z -> downs u v 0 (Z.to_nat (- L)) <> 0) -> Un_cv (fun m => shifted u v (b * eps m) L) (shifted u v 0 L).
Proof.
  intro N. unfold shifted. destruct (Z.leb_spec 0 L) as [P|P]; [apply ups_tends | apply inverse_tends; [apply downs_tends | apply N; exact P]].
Qed.
Lemma downs_nonzero u v c : (forall t, (1 <= t)%Z -> (u - v * t)%Z <> 0%Z) -> downs u v 0 c <> 0.
Proof.
  intro H. induction c as [|c IH]; cbn [downs]; [lra|]. apply Rmult_integral_contrapositive_currified; [exact IH|].
  rewrite Rmult_0_r, Rplus_0_r. apply not_0_IZR, H. lia.
Qed.
Lemma ups_nonzero u v c : (0 < u)%Z -> (0 <= v)%Z -> ups u v 0 c <> 0.
Proof.
  intros U V. induction c as [|c IH]; cbn [ups]; [lra|]. apply Rmult_integral_contrapositive_currified; [exact IH|].
  rewrite Rmult_0_r, Rplus_0_r. apply not_0_IZR. nia.
Qed.
(* (u; v)_L is finite and not 0 *)
Definition plain (f : factor) (L : Z) : Prop := (0 < in_u f)%Z /\ (0 < in_v f)%Z /\ ((0 <= L)%Z \/ (in_u f mod in_v f <> 0)%Z).
Lemma plain_downs f L : plain f L -> (L < 0)%Z -> downs (in_u f) (in_v f) 0 (Z.to_nat (- L)) <> 0.
Proof.
  intros (U & V & [P|M]) N; [lia|]. apply downs_nonzero. intros t _ E. apply M. replace (in_u f) with (t * in_v f)%Z by lia. apply Z.mod_mul. lia.
Qed.
Lemma plain_tends f L : plain f L ->
  Un_cv (fun m => powerRZ (near_factor (eps m) f L) (exponent f)) (powerRZ (rising (in_u f) (in_v f) L) (exponent f)).
Proof.
  intro P. apply powerRZ_tends; [apply shifted_tends; intro N; apply plain_downs; assumption|].
  unfold rising, shifted. destruct (Z.leb_spec 0 L) as [Q|Q]; [apply ups_nonzero; destruct P as (U & V & _); lia|].
  apply Rinv_neq_0_compat, plain_downs; assumption.
Qed.
(* 1! for L < 0: a pole at d = 0 *)
Lemma downs_pole d c : downs 1 1 d (S c) = d * downs 0 1 d c.
Proof.
  induction c as [|c IH]; [cbn; lra|]. change (downs 1 1 d (S (S c))) with (downs 1 1 d (S c) * (IZR (1 - 1 * Z.of_nat (S (S c))) + IZR 1 * d)).
  rewrite IH. cbn [downs]. replace (1 - 1 * Z.of_nat (S (S c)))%Z with (0 - 1 * Z.of_nat (S c))%Z by lia. ring.
Qed.
Lemma shifted_pole d L : (L < 0)%Z -> d <> 0 -> shifted 1 1 d L = / d * shifted 0 1 d (L + 1).
Proof.
  intros N D. unfold shifted at 1. destruct (Z.leb_spec 0 L); [lia|]. replace (Z.to_nat (- L)) with (S (Z.to_nat (- (L + 1)))) by lia.
  rewrite downs_pole, Rinv_mult. f_equal. unfold shifted. destruct (Z.leb_spec 0 (L + 1)) as [P|P]; [|reflexivity].
  assert (E : (L = -1)%Z) by lia. rewrite E. cbn. apply Rinv_1.
Qed.
Lemma pole_tends b L : (L < 0)%Z -> Un_cv (fun m => shifted 0 1 (b * eps m) (L + 1)) (rising 0 1 (L + 1)) /\ rising 0 1 (L + 1) <> 0.
Proof.
  intro N. assert (D : forall c, downs 0 1 0 c <> 0) by (intro c; apply downs_nonzero; intros t Ht; lia).
  split; [apply shifted_tends; intros _; apply D|]. unfold rising, shifted. destruct (Z.leb_spec 0 (L + 1)) as [P|P].
  - replace (Z.to_nat (L + 1)) with O by lia. cbn. lra.
  - apply Rinv_neq_0_compat, D.
Qed.
Lemma scaled_eps_nonzero b m : (b <> 0)%Z -> IZR b * eps m <> 0.
Proof. intro B. apply Rmult_integral_contrapositive_currified; [apply not_0_IZR; exact B | pose proof (eps_positive m); lra]. Qed.
Lemma pole_power b L e m : (L < 0)%Z -> (b <> 0)%Z ->
  powerRZ (shifted 1 1 (IZR b * eps m) L) e = powerRZ (eps m) (- e) * (powerRZ (IZR b) (- e) * powerRZ (shifted 0 1 (IZR b * eps m) (L + 1)) e).
Proof.
  intros N B. rewrite shifted_pole by (try apply scaled_eps_nonzero; assumption). rewrite powerRZ_mult, Rinv_mult, powerRZ_mult.
  rewrite !powerRZ_inv', <- !powerRZ_neg'. ring.
Qed.

(** * The summand on its range *)

Definition finite_at (F : summand) (n k : Z) : Prop :=
  (forall f, In f (factors F) -> plain f (len f n k) \/ (in_u f = 1%Z /\ in_v f = 1%Z /\ in_k f <> 0%Z /\ (exponent f < 0)%Z)) /\
  (forall q, In q (below F) -> ev2 q n (IZR k) <> 0).
Lemma factor_tends f n k : plain f (len f n k) \/ (in_u f = 1%Z /\ in_v f = 1%Z /\ in_k f <> 0%Z /\ (exponent f < 0)%Z) ->
  Un_cv (fun m => powerRZ (near_factor (eps m) f (len f n k)) (exponent f)) (powered f n k).
Proof.
  intro H. destruct (Z.ltb_spec (len f n k) 0) as [L|L].
  - destruct (Z.eqb_spec (in_v f) 1) as [V|V].
    + destruct (Z.ltb_spec (exponent f) 0) as [E|E].
      * unfold powered. rewrite V, (proj2 (Z.ltb_lt _ _) L), (proj2 (Z.ltb_lt _ _) E). cbn [Z.eqb Pos.eqb andb].
        assert (P : in_u f = 1%Z /\ in_k f <> 0%Z).
        { destruct H as [(_ & _ & [P|M])|(U & _ & K & _)]; [lia | rewrite V, Z.mod_1_r in M; contradiction | auto]. }
        destruct P as [U K]. unfold near_factor. rewrite U, V.
        apply Un_cv_ext with (fun m => eps m ^ Z.to_nat (- exponent f) * (powerRZ (IZR (in_k f)) (- exponent f) * powerRZ (shifted 0 1 (IZR (in_k f) * eps m) (len f n k + 1)) (exponent f))).
        { intro m. rewrite (pole_power _ _ _ m L K). f_equal. rewrite <- powerRZ_nat, Z2Nat.id by lia. reflexivity. }
        destruct (pole_tends (IZR (in_k f)) (len f n k) L) as [T N].
        replace 0 with (0 ^ Z.to_nat (- exponent f) * (powerRZ (IZR (in_k f)) (- exponent f) * powerRZ (rising 0 1 (len f n k + 1)) (exponent f)))
          by (rewrite pow_i by lia; ring).
        apply (CV_mult (fun m => eps m ^ Z.to_nat (- exponent f))); [apply pow_tends, eps_tends|].
        apply (CV_mult (fun _ => powerRZ (IZR (in_k f)) (- exponent f))); [apply cv_const | apply powerRZ_tends; assumption].
      * destruct H as [P|(_ & _ & _ & P)]; [|lia]. unfold powered. rewrite (proj2 (Z.ltb_ge _ _) E), andb_false_r. apply plain_tends. exact P.
    + destruct H as [P|(_ & P & _)]; [|contradiction]. unfold powered. rewrite (proj2 (Z.eqb_neq _ _) V). apply plain_tends. exact P.
  - assert (P : plain f (len f n k)) by (destruct H as [P|(U & V & _)]; [exact P | unfold plain; rewrite U, V; repeat split; lia]).
    unfold powered. rewrite (proj2 (Z.ltb_ge _ _) L), andb_false_r. apply plain_tends. exact P.
Qed.
Lemma near_tends_to F n k : finite_at F n k -> Un_cv (fun m => near F n k (eps m)) (summand_at F n k).
Proof.
  intros [HF HQ]. unfold near, summand_at.
  apply (CV_mult (fun m => powerRZ (x_of F) n * powerRZ (y_of F) k * ev2 (above F) n (IZR k + eps m) / prod (fun q => ev2 q n (IZR k + eps m)) (below F))).
  - apply quotient_cv.
    + apply (CV_mult (fun _ => powerRZ (x_of F) n * powerRZ (y_of F) k)); [apply cv_const | apply ev2_tends].
    + apply (prod_tends _ (fun q m => ev2 q n (IZR k + eps m))). intros q Hq. apply ev2_tends.
    + apply prod_nonzero. exact HQ.
  - apply (prod_tends _ (fun f m => powerRZ (near_factor (eps m) f (len f n k)) (exponent f))). intros f Hf. apply factor_tends, HF, Hf.
Qed.

(* a n + b >= 0 for all n >= n0 *)
Definition line_check (a b n0 : Z) : bool := ((0 <=? a) && (0 <=? a * n0 + b))%Z.
Lemma line_ok a b n0 n : line_check a b n0 = true -> (n0 <= n)%Z -> (0 <= a * n + b)%Z.
Proof. unfold line_check. intros H Hn. apply andb_prop in H as [H1 H2]. apply Z.leb_le in H1, H2. nia. Qed.
(* a denominator without zeros on the range: linear, and its constant no multiple of the divisor of the others; or of one sign
   from the lower end upwards, or from some k later on *)
Definition odd_check (q : poly2) : bool :=
  match q with
  | [c; d] => (length c <=? 2)%nat && (length d <=? 1)%nat &&
    (let g := Z.gcd (nth 1 c 0) (nth 0 d 0) in negb (g =? 0) && negb (nth 0 c 0 mod g =? 0))%Z
  | _ => false
  end.
Definition positive_check (q : poly2) (n0 : Z) : bool := forallb (fun c => nonneg c n0) q && pos (hd [] q) n0.
Fixpoint sign_beyond (p : poly2) (n0 : Z) (more : nat) : bool :=
  positive_check p n0 || positive_check (times2 [(-1)%Z] p) n0 ||
  match more with O => false | S m => (pos (hd [] p) n0 || pos (scale (-1) (hd [] p)) n0) && sign_beyond (along p 0 0 1) n0 m end.
Definition zero_free (q : poly2) (lower : line) (n0 : Z) : bool :=
  odd_check q || sign_beyond (along q 0 (fst lower) (snd lower)) n0 20.
Definition range_check (F : summand) (lower : line) (upper : option line) (n0 : Z) : bool :=
  forallb (fun f => ((0 <? in_u f) && (0 <? in_v f)
    && (negb (in_u f mod in_v f =? 0)
        || ((in_u f =? 1) && (in_v f =? 1) && negb (in_k f =? 0) && (exponent f <? 0))
        || (if 0 <=? in_k f then line_check (in_n f + in_k f * fst lower) (in_k f * snd lower + in_1 f) n0
            else match upper with Some u => line_check (in_n f + in_k f * fst u) (in_k f * snd u + in_1 f) n0 | None => false end)))%Z)
    (factors F)
  && forallb (fun q => zero_free q lower n0) (below F).
Lemma odd_ok q n k : odd_check q = true -> ev2 q n (IZR k) <> 0.
Proof.
  destruct q as [|c [|d [|]]]; try discriminate. unfold odd_check. intro H. apply andb_prop in H as [H1 H2].
  apply andb_prop in H1 as [H1 H3]. apply Nat.leb_le in H1, H3. apply andb_prop in H2 as [G M]. apply negb_true_iff, Z.eqb_neq in G, M.
  assert (E : exists c0 c1 d0, ev2 [c; d] n (IZR k) = IZR (c0 + n * c1 + k * d0) /\ nth 0 c 0%Z = c0 /\ nth 1 c 0%Z = c1 /\ nth 0 d 0%Z = d0).
  { exists (nth 0 c 0%Z), (nth 1 c 0%Z), (nth 0 d 0%Z). repeat split. cbn [ev2].
    destruct c as [|c0 [|c1 [|]]]; cbn [length] in H1; try lia; destruct d as [|d0 [|]]; cbn [length] in H3; try lia;
    cbn [ev nth]; rewrite !plus_IZR, !mult_IZR; rewrite ?plus_IZR, ?mult_IZR; ring. }
  destruct E as (c0 & c1 & d0 & E & E0 & E1 & E2). rewrite E. rewrite E0, E1, E2 in *. apply not_0_IZR. intro Z0. apply M.
  destruct (Z.gcd_divide_l c1 d0) as [y Hy]. destruct (Z.gcd_divide_r c1 d0) as [z Hz]. set (g := Z.gcd c1 d0) in *.
  replace c0 with (- (n * y + k * z) * g)%Z by nia. apply Z.mod_mul. exact G.
Qed.
Lemma positive_check_ok p n0 n x : positive_check p n0 = true -> (n0 <= n)%Z -> 0 <= x -> 0 < ev2 p n x.
Proof.
  unfold positive_check. intros H Hn Hx. apply andb_prop in H as [H1 H2]. destruct p as [|c p]; [discriminate H2|]. cbn [hd] in H2.
  cbn [forallb] in H1. apply andb_prop in H1 as [_ H1]. pose proof (IZR_lt _ _ (pos_ok _ _ n H2 Hn)) as P. cbn [ev2].
  assert (Q : 0 <= ev2 p n x).
  { clear H2 P. induction p as [|d p IH]; cbn [ev2]; [lra|]. cbn [forallb] in H1. apply andb_prop in H1 as [H0 H1].
    pose proof (IZR_le _ _ (nonneg_ok _ _ n H0 Hn)). specialize (IH H1). pose proof (Rmult_le_pos _ _ Hx IH). lra. }
  pose proof (Rmult_le_pos _ _ Hx Q). lra.
Qed.
Lemma sign_beyond_ok n0 n more : (n0 <= n)%Z -> forall p t, sign_beyond p n0 more = true -> (0 <= t)%Z -> ev2 p n (IZR t) <> 0.
Proof.
  intro Hn. induction more as [|more IH]; intros p t H Ht; cbn [sign_beyond] in H; apply orb_prop in H as [H|H]; try discriminate H.
  1, 2: apply IZR_le in Ht; apply orb_prop in H as [H|H]; pose proof (positive_check_ok _ _ _ _ H Hn Ht) as Q; [lra|];
    rewrite ev2_times in Q; cbn [ev] in Q; rewrite Z.mul_0_r, Z.add_0_r in Q; lra.
  apply andb_prop in H as [H0 H]. destruct (Z.eq_dec t 0) as [->|N].
  - replace (ev2 p n 0) with (IZR (ev (hd [] p) n)) by (destruct p; cbn [ev2 hd ev]; ring). apply not_0_IZR.
    apply orb_prop in H0 as [H0|H0]; pose proof (pos_ok _ _ n H0 Hn) as Q; rewrite ?ev_scale in Q; lia.
  - pose proof (IH _ (t - 1)%Z H ltac:(lia)) as Q. rewrite ev2_along, Z.add_0_r in Q.
    replace (IZR (0 * n + 1) + IZR (t - 1)) with (IZR t) in Q by (rewrite <- plus_IZR; f_equal; ring). exact Q.
Qed.
Lemma zero_free_ok q lower n0 n k : zero_free q lower n0 = true -> (n0 <= n)%Z -> (at_line lower n <= k)%Z -> ev2 q n (IZR k) <> 0.
Proof.
  unfold zero_free. intros H Hn Hk.
  assert (E : ev2 (along q 0 (fst lower) (snd lower)) n (IZR (k - at_line lower n)) = ev2 q n (IZR k)).
  { rewrite ev2_along, Z.add_0_r, <- plus_IZR. f_equal. f_equal. unfold at_line. ring. }
  apply orb_prop in H as [H|H]; [apply odd_ok; exact H|]. rewrite <- E. apply (sign_beyond_ok n0 n 20 Hn _ _ H). lia.
Qed.
Lemma range_ok F lower upper n0 n k : range_check F lower upper n0 = true -> (n0 <= n)%Z -> (at_line lower n <= k)%Z ->
  match upper with Some u => (k <= at_line u n)%Z | None => True end -> finite_at F n k.
Proof.
  unfold range_check. intros H Hn Lo Hi. apply andb_prop in H as [H HQ]. rewrite forallb_forall in H, HQ. split.
  - intros f Hf. specialize (H f Hf). apply andb_prop in H as [H C]. apply andb_prop in H as [U V]. apply Z.ltb_lt in U, V.
    apply orb_prop in C as [C|C]; [apply orb_prop in C as [C|C]|].
    + left. apply negb_true_iff, Z.eqb_neq in C. repeat split; auto.
    + right. apply andb_prop in C as [C C4]. apply andb_prop in C as [C C3]. apply andb_prop in C as [C1 C2].
      apply Z.eqb_eq in C1, C2. apply negb_true_iff, Z.eqb_neq in C3. apply Z.ltb_lt in C4. auto.
    + left. repeat split; auto. left. unfold len, at_line in *. destruct (Z.leb_spec 0 (in_k f)) as [K|K].
      * pose proof (line_ok _ _ _ n C Hn). nia.
      * destruct upper as [u|]; [|discriminate C]. pose proof (line_ok _ _ _ n C Hn). nia.
  - intros q Hq. apply (zero_free_ok q lower n0); auto.
Qed.

(** * The ends *)

(* F(n + shift, k) top/bottom at a line *)
Record edge := Edge { e_shift : Z; e_line : line; e_top : poly2; e_bottom : poly2 }.
Definition edge_near (F : summand) (E : edge) (n : Z) (e : R) : R :=
  let k := at_line (e_line E) n in ev2 (e_top E) n (IZR k + e) / ev2 (e_bottom E) n (IZR k + e) * near F (n + e_shift E) k e.
(* a hypergeometric term in n: (p/q)^(A n + B) for each of the powers *)
Record nterm := NTerm { powers : list (Z * Z * Z * Z); t_factors : list factor; t_top : poly; t_bottom : poly }.
Definition power_at (n : Z) (x : Z * Z * Z * Z) : R := let '(p, q, A, B) := x in powerRZ (IZR p / IZR q) (A * n + B).
Definition nterm_at (n : Z) (t : nterm) : R :=
  prod (power_at n) (powers t) * prod (fun f => powerRZ (rising (in_u f) (in_v f) (len f n 0)) (exponent f)) (t_factors t)
  * IZR (ev (t_top t) n) / IZR (ev (t_bottom t) n).
Definition nterms_at (n : Z) (l : list nterm) : R := fold_right (fun t r => nterm_at n t + r) 0 l.

(* the powers of x that a polynomial in n and x has, and the rest *)
Fixpoint dropped (p : poly2) : nat := match p with [] => O | c :: q => if vanishes c then S (dropped q) else O end.
Fixpoint kept (p : poly2) : poly2 := match p with [] => [] | c :: q => if vanishes c then kept q else p end.
Definition lowest (p : poly2) : poly := hd [] (kept p).
Lemma dropped_ok p n x : ev2 p n x = x ^ dropped p * ev2 (kept p) n x.
Proof.
  induction p as [|c p IH]; cbn [dropped kept]; [cbn; ring|]. destruct (vanishes c) eqn:V; [|cbn [pow]; ring].
  cbn [ev2 pow]. rewrite IH, (vanishes_ok _ _ V). ring.
Qed.
Lemma kept_tends p n : Un_cv (fun m => ev2 (kept p) n (eps m)) (IZR (ev (lowest p) n)).
Proof.
  unfold lowest. generalize (kept p). intros q. replace (IZR (ev (hd [] q) n)) with (ev2 q n 0) by (destruct q as [|c q]; cbn [ev2 hd ev]; ring).
  apply Un_cv_ext with (fun m => ev2 q n (0 + eps m)); [intro m; f_equal; ring | apply ev2_tends].
Qed.

Fixpoint trimmed (p : poly) : poly :=
  match p with [] => [] | c :: q => match trimmed q with [] => if (c =? 0)%Z then [] else [c] | r => c :: r end end.
Lemma ev_trimmed p n : ev (trimmed p) n = ev p n.
Proof.
  induction p as [|c p IH]; [reflexivity|]. cbn [trimmed ev]. destruct (trimmed p) as [|d r]; cbn [ev] in *; [|rewrite IH; reflexivity].
  rewrite <- IH. destruct (Z.eqb_spec c 0) as [->|N]; cbn [ev]; ring.
Qed.

Definition on_line (f : factor) (s : Z) (l : line) : Z * Z := ((in_n f + in_k f * fst l)%Z, (in_n f * s + in_k f * snd l + in_1 f)%Z).
Lemma on_line_ok f s l n : len f (n + s) (at_line l n) = (fst (on_line f s l) * n + snd (on_line f s l))%Z.
Proof. unfold len, at_line, on_line; cbn [fst snd]. ring. Qed.
Definition is_plain (f : factor) (s : Z) (l : line) (n0 : Z) : bool :=
  ((0 <? in_u f) && (0 <? in_v f) && (negb (in_u f mod in_v f =? 0) || line_check (fst (on_line f s l)) (snd (on_line f s l)) n0))%Z.
Definition is_pole (f : factor) (s : Z) (l : line) (n0 : Z) : bool :=
  ((in_u f =? 1) && (in_v f =? 1) && negb (in_k f =? 0) && line_check (- fst (on_line f s l)) (- snd (on_line f s l) - 1) n0)%Z.
Definition pole_order (f : factor) (s : Z) (l : line) (n0 : Z) : Z := if is_plain f s l n0 then 0%Z else (- exponent f)%Z.
Definition factor_term (f : factor) (s : Z) (l : line) (n0 : Z) : factor :=
  let '(A, B) := on_line f s l in
  if is_plain f s l n0 then Factor (in_u f) (in_v f) A 0 B (exponent f) else Factor 0 1 A 0 (B + 1) (exponent f).
Definition zsum_of (l : list Z) : Z := fold_right Z.add 0%Z l.
Definition nsum (l : list nat) : nat := fold_right Nat.add O l.

Section Edge.
Variables (F : summand) (E : edge) (n0 : Z) (count : nat).
Local Notation s := (e_shift E).
Local Notation l := (e_line E).
Definition top_line : poly2 := mul2 (along (above F) s (fst l) (snd l)) (along (e_top E) 0 (fst l) (snd l)).
Definition bottom_lines : list poly2 := along (e_bottom E) 0 (fst l) (snd l) :: map (fun q => along q s (fst l) (snd l)) (below F).
Definition edge_order : Z :=
  (Z.of_nat (dropped top_line) - Z.of_nat (nsum (map dropped bottom_lines)) + zsum_of (map (fun f => pole_order f s l n0) (factors F)))%Z.
Definition edge_term : nterm :=
  NTerm
    (filter (fun x => let '(p, q, _, _) := x in negb (p =? q)%Z)
      ((x_top F, x_bottom F, 1%Z, s) :: (y_top F, y_bottom F, fst l, snd l)
       :: map (fun f => if is_plain f s l n0 then (1, 1, 0, 0)%Z else (in_k f, 1, 0, - exponent f)%Z) (factors F)))
    (map (fun f => factor_term f s l n0) (factors F))
    (trimmed (lowest top_line)) (trimmed (fold_right mul [1%Z] (map lowest bottom_lines))).
Definition edge_check : bool :=
  forallb (fun f => is_plain f s l n0 || is_pole f s l n0) (factors F)
  && forallb (fun q => never_zero (lowest q) n0 count) bottom_lines.
Definition edge_limit : option (list nterm) :=
  if vanishes2 top_line then Some []
  else if edge_check then (if (0 <? edge_order)%Z then Some [] else if (edge_order =? 0)%Z then Some [edge_term] else None)
  else None.

Hypothesis HB : bases_check F = true.
Variable n : Z.
Hypothesis Hn : (n0 <= n)%Z.

Lemma pole_prod m : forallb (fun f => is_plain f s l n0 || is_pole f s l n0) (factors F) = true ->
  prod (fun f => powerRZ (near_factor (eps m) f (len f (n + s) (at_line l n))) (exponent f)) (factors F)
  = powerRZ (eps m) (zsum_of (map (fun f => pole_order f s l n0) (factors F)))
    * (prod (power_at n) (map (fun f => if is_plain f s l n0 then (1, 1, 0, 0)%Z else (in_k f, 1, 0, - exponent f)%Z) (factors F))
    * prod (fun f => if is_plain f s l n0 then powerRZ (near_factor (eps m) f (len f (n + s) (at_line l n))) (exponent f)
                     else powerRZ (shifted 0 1 (IZR (in_k f) * eps m) (len f (n + s) (at_line l n) + 1)) (exponent f)) (factors F)).
Proof.
  pose proof (eps_positive m) as Pe. induction (factors F) as [|f fs IH]; cbn [forallb prod fold_right map zsum_of]; intro H; [rewrite powerRZ_O; ring|].
  apply andb_prop in H as [Hf H]. specialize (IH H). fold (zsum_of (map (fun f => pole_order f s l n0) fs)).
  rewrite powerRZ_add by lra. unfold prod in IH at 1. rewrite IH. clear IH. unfold pole_order at 2. unfold prod.
  destruct (is_plain f s l n0).
  - cbn [power_at powerRZ Z.mul Z.add]. ring.
  - cbn [orb] in Hf. unfold is_pole in Hf. apply andb_prop in Hf as [Hf C4]. apply andb_prop in Hf as [Hf C3]. apply andb_prop in Hf as [C1 C2].
    apply Z.eqb_eq in C1, C2. apply negb_true_iff, Z.eqb_neq in C3. pose proof (line_ok _ _ _ n C4 Hn) as C5.
    unfold near_factor. rewrite C1, C2, (pole_power _ _ _ m) by (try exact C3; rewrite on_line_ok; lia).
    unfold power_at. replace (0 * n + - exponent f)%Z with (- exponent f)%Z by ring. replace (IZR (in_k f) / 1) with (IZR (in_k f)) by (unfold Rdiv; rewrite Rinv_1; ring). ring.
Qed.
Lemma factor_term_ok f : len (factor_term f s l n0) n 0 = if is_plain f s l n0 then len f (n + s) (at_line l n) else (len f (n + s) (at_line l n) + 1)%Z.
Proof. unfold factor_term. rewrite on_line_ok. destruct (on_line f s l) as [A B]. destruct (is_plain f s l n0); unfold len; cbn; ring. Qed.
Lemma filtered (l0 : list (Z * Z * Z * Z)) : (forall x, In x l0 -> let '(p, q, _, _) := x in p <> 0%Z) ->
  prod (power_at n) (filter (fun x => let '(p, q, _, _) := x in negb (p =? q)%Z) l0) = prod (power_at n) l0.
Proof.
  induction l0 as [|[[[p q] A] B] l0 IH]; intro H; [reflexivity|]. cbn [filter]. destruct (Z.eqb_spec p q) as [->|N]; cbn [negb].
  - rewrite IH by (intros x Hx; apply H; right; exact Hx). cbn [prod fold_right power_at].
    pose proof (H _ (or_introl eq_refl)) as Q. cbn in Q. unfold Rdiv at 1. rewrite Rinv_r by (apply not_0_IZR; exact Q). rewrite powerRZ_R1. unfold prod. ring.
  - cbn [prod fold_right]. f_equal. apply IH. intros x Hx. apply H. right; exact Hx.
Qed.
Lemma ev_fold (ps : list poly) : IZR (ev (fold_right mul [1%Z] ps) n) = prod (fun p => IZR (ev p n)) ps.
Proof. induction ps as [|p ps IH]; cbn [fold_right prod]; [cbn [ev]; rewrite Z.mul_0_r; reflexivity | rewrite ev_mul, mult_IZR, IH; reflexivity]. Qed.
Lemma dropped_prod (ps : list poly2) x : prod (fun p => ev2 p n x) ps = x ^ nsum (map dropped ps) * prod (fun p => ev2 (kept p) n x) ps.
Proof.
  induction ps as [|p ps IH]; cbn [prod fold_right map nsum pow]; [ring|]. unfold prod in IH. rewrite IH, pow_add.
  rewrite (dropped_ok p). fold (nsum (map dropped ps)). ring.
Qed.
Definition regular (m : nat) : R :=
  powerRZ (x_of F) (n + s) * powerRZ (y_of F) (at_line l n)
  * prod (power_at n) (map (fun f => if is_plain f s l n0 then (1, 1, 0, 0)%Z else (in_k f, 1, 0, - exponent f)%Z) (factors F))
  * prod (fun f => if is_plain f s l n0 then powerRZ (near_factor (eps m) f (len f (n + s) (at_line l n))) (exponent f)
                   else powerRZ (shifted 0 1 (IZR (in_k f) * eps m) (len f (n + s) (at_line l n) + 1)) (exponent f)) (factors F)
  * ev2 (kept top_line) n (eps m) / prod (fun p => ev2 (kept p) n (eps m)) bottom_lines.
Lemma edge_split m : edge_check = true -> prod (fun p => ev2 (kept p) n (eps m)) bottom_lines <> 0 ->
  edge_near F E n (eps m) = powerRZ (eps m) edge_order * regular m.
Proof.
  intros H D. unfold edge_check in H. apply andb_prop in H as [H _]. unfold edge_near, near. rewrite (pole_prod m H).
  pose proof (eps_positive m) as Pe.
  assert (T : ev2 (e_top E) n (IZR (at_line l n) + eps m) * ev2 (above F) (n + s) (IZR (at_line l n) + eps m) = eps m ^ dropped top_line * ev2 (kept top_line) n (eps m)).
  { rewrite <- dropped_ok. unfold top_line. rewrite ev2_mul, !ev2_along, Z.add_0_r. unfold at_line. ring. }
  assert (Bo : ev2 (e_bottom E) n (IZR (at_line l n) + eps m) * prod (fun q => ev2 q (n + s) (IZR (at_line l n) + eps m)) (below F)
    = eps m ^ nsum (map dropped bottom_lines) * prod (fun p => ev2 (kept p) n (eps m)) bottom_lines).
  { rewrite <- dropped_prod. unfold bottom_lines. cbn [prod fold_right]. rewrite ev2_along, Z.add_0_r. f_equal.
    fold (prod (fun p => ev2 p n (eps m)) (map (fun q => along q s (fst l) (snd l)) (below F))). rewrite prod_map. apply prod_ext. intros q _.
    rewrite ev2_along. reflexivity. }
  unfold regular, edge_order, Z.sub. rewrite !(powerRZ_add (eps m)) by lra. rewrite powerRZ_neg', !powerRZ_nat.
  set (t1 := ev2 (e_top E) n (IZR (at_line l n) + eps m)) in *. set (t2 := ev2 (above F) (n + s) (IZR (at_line l n) + eps m)) in *.
  set (b1 := ev2 (e_bottom E) n (IZR (at_line l n) + eps m)) in *. set (b2 := prod (fun q => ev2 q (n + s) (IZR (at_line l n) + eps m)) (below F)) in *.
  set (K := ev2 (kept top_line) n (eps m)) in *. set (D' := prod (fun p => ev2 (kept p) n (eps m)) bottom_lines) in *.
  set (P := powerRZ (eps m) (zsum_of (map (fun f => pole_order f s l n0) (factors F)))) in *.
  set (X := powerRZ (x_of F) (n + s)) in *. set (Y := powerRZ (y_of F) (at_line l n)) in *.
  assert (E0 : eps m ^ nsum (map dropped bottom_lines) <> 0) by (apply pow_nonzero; lra).
  assert (NB : b1 * b2 <> 0) by (rewrite Bo; apply Rmult_integral_contrapositive_currified; assumption).
  assert (N1 : b1 <> 0) by (intro Q; apply NB; rewrite Q; ring). assert (N2 : b2 <> 0) by (intro Q; apply NB; rewrite Q; ring).
  match goal with |- t1 / b1 * (X * Y * t2 / b2 * (P * ?r)) = _ => transitivity (X * Y * P * r * (t1 * t2) / (b1 * b2)); [field; split; assumption|] end.
  rewrite T, Bo. field. split; assumption.
Qed.
Lemma regular_tends : edge_check = true -> Un_cv regular (nterm_at n edge_term) /\ eventually (fun m => prod (fun p => ev2 (kept p) n (eps m)) bottom_lines <> 0).
Proof.
  intro H. unfold edge_check in H. apply andb_prop in H as [H HQ]. rewrite forallb_forall in H, HQ.
  assert (D : Un_cv (fun m => prod (fun p => ev2 (kept p) n (eps m)) bottom_lines) (prod (fun p => IZR (ev (lowest p) n)) bottom_lines)).
  { apply (prod_tends _ (fun p m => ev2 (kept p) n (eps m))). intros p _. apply kept_tends. }
  assert (D0 : prod (fun p => IZR (ev (lowest p) n)) bottom_lines <> 0).
  { apply prod_nonzero. intros p Hp. apply not_0_IZR. apply (never_zero_ok _ n0 count); [apply HQ; exact Hp | exact Hn]. }
  split; [|apply (not_0 _ _ D D0)].
  unfold nterm_at, edge_term; cbn [powers t_factors t_top t_bottom].
  pose proof (bases_ok F HB) as (X1 & X2 & Y1 & Y2).
  rewrite filtered.
  2: { intros x [<-|[<-|Hx]]; [intro Q; apply X1; rewrite Q; reflexivity | intro Q; apply Y1; rewrite Q; reflexivity|].
       apply in_map_iff in Hx as (f & <- & Hf). specialize (H f Hf). destruct (is_plain f s l n0); [lia|].
       cbn [orb] in H. unfold is_pole in H. apply andb_prop in H as [H _]. apply andb_prop in H as [_ H]. apply negb_true_iff, Z.eqb_neq in H. exact H. }
  rewrite !ev_trimmed, ev_fold, (prod_map _ _ (fun f => powerRZ (rising (in_u f) (in_v f) (len f n 0)) (exponent f))), (prod_map _ _ (fun p => IZR (ev p n)) lowest). unfold regular.
  match goal with |- context [prod (power_at n) (?a :: ?b :: ?r)] => change (prod (power_at n) (a :: b :: r)) with (power_at n a * (power_at n b * prod (power_at n) r)) end.
  set (R := prod (power_at n) _).
  apply quotient_cv; [|exact D | exact D0].
  apply (CV_mult _ (fun m => ev2 (kept top_line) n (eps m))); [|apply kept_tends].
  apply (CV_mult (fun _ => powerRZ (x_of F) (n + s) * powerRZ (y_of F) (at_line l n) * R)).
  - apply Un_cv_ext with (fun _ => power_at n (x_top F, x_bottom F, 1%Z, s) * (power_at n (y_top F, y_bottom F, fst l, snd l) * R)); [|apply cv_const].
    intro m. unfold power_at, x_of, y_of, at_line. replace (1 * n + s)%Z with (n + s)%Z by ring. ring.
  - apply (prod_tends _ (fun f m => if is_plain f s l n0 then powerRZ (near_factor (eps m) f (len f (n + s) (at_line l n))) (exponent f)
                   else powerRZ (shifted 0 1 (IZR (in_k f) * eps m) (len f (n + s) (at_line l n) + 1)) (exponent f))).
    intros f Hf. specialize (H f Hf). rewrite factor_term_ok. unfold factor_term. destruct (on_line f s l) as [A B] eqn:O.
    destruct (is_plain f s l n0) eqn:P; cbn [in_u in_v exponent].
    + apply plain_tends. unfold is_plain in P. apply andb_prop in P as [P C]. apply andb_prop in P as [P1 P2]. apply Z.ltb_lt in P1, P2.
      repeat split; auto. apply orb_prop in C as [C|C]; [right; apply negb_true_iff, Z.eqb_neq in C; exact C|].
      left. rewrite on_line_ok. apply (line_ok _ _ n0); assumption.
    + cbn [orb] in H. unfold is_pole in H. apply andb_prop in H as [H C4]. pose proof (line_ok _ _ _ n C4 Hn) as C5.
      destruct (pole_tends (IZR (in_k f)) (len f (n + s) (at_line l n)) ltac:(rewrite on_line_ok; lia)) as [T N].
      apply powerRZ_tends; assumption.
Qed.
Theorem edge_tends r : edge_limit = Some r -> Un_cv (fun m => edge_near F E n (eps m)) (nterms_at n r).
Proof.
  unfold edge_limit. destruct (vanishes2 top_line) eqn:V.
  - intros [= <-]. cbn. apply Un_cv_ext with (fun _ => 0); [|apply cv_const]. intro m. unfold edge_near, near.
    pose proof (vanishes2_ok _ n (eps m) V) as Q. unfold top_line in Q. rewrite ev2_mul, !ev2_along, Z.add_0_r in Q.
    change (IZR (fst l * n + snd l)) with (IZR (at_line l n)) in Q. apply Rmult_integral in Q as [Q|Q]; rewrite Q; unfold Rdiv; ring.
  - destruct edge_check eqn:C; [|discriminate]. destruct (regular_tends C) as [T D]. intro H.
    apply tends_if with (fun m => powerRZ (eps m) edge_order * regular m).
    { apply (implied _ _ D). intros m Hm. apply edge_split; assumption. }
    destruct (Z.ltb_spec 0 edge_order) as [P|P].
    + injection H as <-. cbn. replace 0 with (0 ^ Z.to_nat edge_order * nterm_at n edge_term) by (rewrite pow_i by lia; ring).
      apply (CV_mult (fun m => powerRZ (eps m) edge_order)); [|exact T].
      apply Un_cv_ext with (fun m => eps m ^ Z.to_nat edge_order); [intro m; rewrite <- powerRZ_nat, Z2Nat.id by lia; reflexivity | apply pow_tends, eps_tends].
    + destruct (Z.eqb_spec edge_order 0) as [Q|Q]; [|discriminate H]. injection H as <-. cbn [nterms_at fold_right]. rewrite Rplus_0_r, Q.
      apply Un_cv_ext with regular; [intro m; rewrite powerRZ_O; ring | exact T].
Qed.
End Edge.

(** * The recurrence *)

(* signed: F(n - i, k) c(n) on the lines from `start` up to `stop` *)
Definition run (i : Z) (c : poly) (slope start stop : Z) : list edge :=
  map (fun t => Edge (- i) (slope, (start + Z.of_nat t)%Z) [c] [[1%Z]]) (seq 0 (Z.to_nat (stop - start)))
  ++ map (fun t => Edge (- i) (slope, (stop + Z.of_nat t)%Z) [scale (-1) c] [[1%Z]]) (seq 0 (Z.to_nat (start - stop))).
Definition low_of (lower : line) (i : Z) : Z := (snd lower - fst lower * i)%Z.
Definition high_of (upper : line) (i : Z) : Z := (snd upper + 1 - fst upper * i)%Z.
(* from the lower ends of all sums to one line, and from another to the upper ends *)
Fixpoint low_edges (lower : line) (a : Z) (cs : list poly) (i : Z) : list edge :=
  match cs with [] => [] | c :: r => run i c (fst lower) (low_of lower i) a ++ low_edges lower a r (i + 1) end.
Fixpoint high_edges (upper : line) (b : Z) (cs : list poly) (i : Z) : list edge :=
  match cs with [] => [] | c :: r => run i c (fst upper) b (high_of upper i) ++ high_edges upper b r (i + 1) end.
Definition negative (p : poly2) : poly2 := times2 [(-1)%Z] p.
Definition edges_sum (F : summand) (l : list edge) (n : Z) (e : R) : R := fold_right (fun E r => edge_near F E n e + r) 0 l.

Lemma edges_app F l l' n e : edges_sum F (l ++ l') n e = edges_sum F l n e + edges_sum F l' n e.
Proof. unfold edges_sum. induction l as [|E l IH]; cbn [app fold_right]; [ring|]. rewrite IH. ring. Qed.
Lemma run_half F i c slope start k n e : forall t0,
  edges_sum F (map (fun t => Edge (- i) (slope, (start + Z.of_nat t)%Z) [c] [[1%Z]]) (seq t0 k)) n e
  = IZR (ev c n) * (prefix (fun z => near F (n - i) z e) (slope * n + start + Z.of_nat (t0 + k)) - prefix (fun z => near F (n - i) z e) (slope * n + start + Z.of_nat t0)).
Proof.
  induction k as [|k IH]; intro t0; cbn [seq map edges_sum fold_right]; [rewrite Nat.add_0_r; ring|]. unfold edges_sum in IH. rewrite IH.
  unfold edge_near. cbn [e_shift e_line e_top e_bottom at_line fst snd].
  replace (slope * n + start + Z.of_nat (S t0))%Z with (slope * n + start + Z.of_nat t0 + 1)%Z by lia. rewrite prefix_next.
  replace (S t0 + k)%nat with (t0 + S k)%nat by lia. rewrite ev2_one. cbn [ev2]. unfold Z.sub, at_line. cbn [fst snd].
  replace (slope * n + (start + Z.of_nat t0))%Z with (slope * n + start + Z.of_nat t0)%Z by ring. field.
Qed.
Lemma run_ok F i c slope start stop n e : edges_sum F (run i c slope start stop) n e
  = IZR (ev c n) * (prefix (fun z => near F (n - i) z e) (slope * n + stop) - prefix (fun z => near F (n - i) z e) (slope * n + start)).
Proof.
  unfold run. rewrite edges_app, !run_half, !Nat.add_0_l, ev_scale, mult_IZR. change (Z.of_nat 0) with 0%Z. rewrite !Z.add_0_r.
  destruct (Z.le_ge_cases start stop) as [L|L].
  - replace (Z.to_nat (start - stop)) with O by lia. rewrite Z2Nat.id by lia. change (Z.of_nat 0) with 0%Z. rewrite Z.add_0_r.
    replace (slope * n + start + (stop - start))%Z with (slope * n + stop)%Z by ring. ring.
  - replace (Z.to_nat (stop - start)) with O by lia. rewrite Z2Nat.id by lia. change (Z.of_nat 0) with 0%Z. rewrite Z.add_0_r.
    replace (slope * n + stop + (start - stop))%Z with (slope * n + start)%Z by ring. ring.
Qed.
Lemma low_edges_ok F lower a n e cs : forall i, edges_sum F (low_edges lower a cs i) n e
  = csum cs n i (fun j => prefix (fun z => near F (n - j) z e) (fst lower * n + a) - prefix (fun z => near F (n - j) z e) (at_line lower (n - j))).
Proof.
  induction cs as [|c cs IH]; intro i; cbn [low_edges csum]; [reflexivity|]. rewrite edges_app, run_ok, IH.
  replace (at_line lower (n - i)) with (fst lower * n + low_of lower i)%Z by (unfold low_of, at_line; ring). reflexivity.
Qed.
Lemma high_edges_ok F upper b n e cs : forall i, edges_sum F (high_edges upper b cs i) n e
  = csum cs n i (fun j => prefix (fun z => near F (n - j) z e) (at_line upper (n - j) + 1) - prefix (fun z => near F (n - j) z e) (fst upper * n + b)).
Proof.
  induction cs as [|c cs IH]; intro i; cbn [high_edges csum]; [reflexivity|]. rewrite edges_app, run_ok, IH.
  replace (at_line upper (n - i) + 1)%Z with (fst upper * n + high_of upper i)%Z by (unfold high_of, at_line; ring). reflexivity.
Qed.

(* between two integers *)
Lemma between F cs A B n0 count n u c : identity_check F cs A B = true -> sound_check F (order cs) (shifts cs) n0 count = true ->
  lead_check B n0 count = true -> (n0 <= n)%Z ->
  eventually (fun m => csum cs n 0 (fun i => prefix (fun z => near F (n - i) z (eps m)) (u + Z.of_nat c)) - csum cs n 0 (fun i => prefix (fun z => near F (n - i) z (eps m)) u)
    = image_near F A B n (u + Z.of_nat c) (eps m) - image_near F A B n u (eps m)).
Proof.
  intros HI HS HL Hn. induction c as [|c IH]; [apply always; intro m; rewrite Z.add_0_r; ring|].
  apply (implied _ _ (both _ _ IH (both _ _ (sound_eventually F _ _ n0 count n (u + Z.of_nat c) HS Hn)
    (both _ _ (lead_ok B n0 count n (IZR (u + Z.of_nat c)) HL Hn) (lead_ok B n0 count n (IZR (u + Z.of_nat c + 1)) HL Hn))))).
  intros m (I & S1 & B0 & B1). pose proof (telescoping F cs A B n (u + Z.of_nat c) (eps m) HI S1 B0 B1) as T.
  replace (u + Z.of_nat (S c))%Z with (u + Z.of_nat c + 1)%Z by lia.
  rewrite (csum_ext cs n 0 (fun i => prefix (fun z => near F (n - i) z (eps m)) (u + Z.of_nat c + 1))
    (fun i => prefix (fun z => near F (n - i) z (eps m)) (u + Z.of_nat c) + near F (n - i) (u + Z.of_nat c) (eps m))) by (intros j _ _; apply prefix_next).
  rewrite csum_plus, T. lra.
Qed.

Definition end_check (lower upper : line) (n0 : Z) : bool := line_check (fst upper - fst lower) (snd upper + 1 - snd lower) n0.
Definition edges (cs : list poly) (A B : poly2) (lower upper : line) (a b : Z) : list edge :=
  Edge 0 (fst upper, b) A B :: Edge 0 (fst lower, a) (negative A) B :: low_edges lower a cs 0 ++ high_edges upper b cs 0.
Fixpoint limits (F : summand) (l : list edge) (n0 : Z) (count : nat) : option (list nterm) :=
  match l with
  | [] => Some []
  | E :: r => match edge_limit F E n0 count, limits F r n0 count with Some t, Some s => Some (t ++ s) | _, _ => None end
  end.
(* n0: from where on the recurrence holds; a, b: the sum goes from k = slope n + a to before slope n + b *)
Definition sum_check (F : summand) (cs : list poly) (A B : poly2) (lower upper : line) (a b n0 : Z) (count : nat) : bool :=
  identity_check F cs A B && sound_check F (order cs) (shifts cs) n0 count && lead_check B n0 count
  && range_check F lower (Some upper) (n0 - order cs) && end_check lower upper (n0 - order cs) && line_check (fst upper - fst lower) (b - a) n0.

Lemma nterms_app n l l' : nterms_at n (l ++ l') = nterms_at n l + nterms_at n l'.
Proof. unfold nterms_at. induction l as [|t l IH]; cbn [app fold_right]; [ring|]. rewrite IH. ring. Qed.
Lemma limits_tend F n0 count n : bases_check F = true -> (n0 <= n)%Z -> forall l r, limits F l n0 count = Some r ->
  Un_cv (fun m => edges_sum F l n (eps m)) (nterms_at n r).
Proof.
  intros HB Hn. induction l as [|E l IH]; cbn [limits edges_sum fold_right]; intros r H; [injection H as <-; apply cv_const|].
  destruct (edge_limit F E n0 count) as [t|] eqn:T; [|discriminate H]. destruct (limits F l n0 count) as [s|]; [|discriminate H]. injection H as <-.
  rewrite nterms_app. apply (CV_plus (fun m => edge_near F E n (eps m))); [apply (edge_tends F E n0 count HB n Hn t T) | apply IH; reflexivity].
Qed.
Theorem sum_recurrence F cs A B lower upper a b n0 count extra : sum_check F cs A B lower upper a b n0 count = true ->
  limits F (edges cs A B lower upper a b) n0 count = Some extra ->
  forall n, (n0 <= n)%Z -> csum cs n 0 (fun i => range_sum (summand_at F) lower upper (n - i)) = nterms_at n extra.
Proof.
  unfold sum_check. intros H HE n Hn. apply andb_prop in H as [H HM]. apply andb_prop in H as [H HN]. apply andb_prop in H as [H HR].
  apply andb_prop in H as [H HL]. apply andb_prop in H as [HI HS].
  assert (HB : bases_check F = true).
  { unfold identity_check in HI. apply andb_prop in HI as [HI _]. apply andb_prop in HI as [HI _]. apply andb_prop in HI as [HI _]. exact HI. }
  apply (UL_sequence (fun m => csum cs n 0 (fun i => range_sum (fun n' k => near F n' k (eps m)) lower upper (n - i)))).
  - apply (csum_tends cs n (fun i m => range_sum (fun n' k => near F n' k (eps m)) lower upper (n - i))). intros i L U. unfold range_sum.
    apply (zsum_tends (fun k m => near F (n - i) k (eps m))). intros k Lo Hi.
    assert (M : (n0 - order cs <= n - i)%Z) by (unfold order; lia). pose proof (line_ok _ _ _ (n - i)%Z HN M) as P.
    apply near_tends_to, (range_ok F lower (Some upper) (n0 - order cs)); auto. unfold at_line in *. lia.
  - apply tends_if with (fun m => edges_sum F (edges cs A B lower upper a b) n (eps m)); [|apply (limits_tend F n0 count n HB Hn _ _ HE)].
    pose proof (line_ok _ _ _ n HM Hn) as P.
    apply (implied _ _ (between F cs A B n0 count n (fst lower * n + a) (Z.to_nat (fst upper * n + b - (fst lower * n + a))) HI HS HL Hn)).
    intros m I. rewrite Z2Nat.id in I by lia. replace (fst lower * n + a + (fst upper * n + b - (fst lower * n + a)))%Z with (fst upper * n + b)%Z in I by ring.
    unfold edges. cbn [edges_sum fold_right]. fold (edges_sum F (low_edges lower a cs 0 ++ high_edges upper b cs 0) n (eps m)).
    rewrite edges_app, low_edges_ok, high_edges_ok, !csum_minus.
    rewrite (csum_ext cs n 0 _ (fun i => prefix (fun z => near F (n - i) z (eps m)) (at_line upper (n - i) + 1) - prefix (fun z => near F (n - i) z (eps m)) (at_line lower (n - i)))).
    2: { intros i L U. unfold range_sum. rewrite zsum_prefix. do 2 f_equal.
         assert (M : (n0 - order cs <= n - i)%Z) by (unfold order; lia). pose proof (line_ok _ _ _ (n - i)%Z HN M) as Q.
         rewrite Z2Nat.id by (unfold at_line in *; lia). ring. }
    rewrite csum_minus. unfold edge_near. cbn [e_shift e_line e_top e_bottom]. unfold image_near in I. rewrite Z.add_0_r.
    change (at_line (fst upper, b) n) with (fst upper * n + b)%Z. change (at_line (fst lower, a) n) with (fst lower * n + a)%Z.
    unfold negative. rewrite ev2_times. cbn [ev]. rewrite Z.mul_0_r, Z.add_0_r.
    set (hi := csum cs n 0 (fun i => prefix (fun z => near F (n - i) z (eps m)) (fst upper * n + b))) in *.
    set (lo := csum cs n 0 (fun i => prefix (fun z => near F (n - i) z (eps m)) (fst lower * n + a))) in *. unfold Rdiv in *. lra.
Qed.

(* f0(n) S(n) + f1(n) S(n - 1) + ... *)
Definition recurs (fs : list (Z -> Z)) (S : Z -> R) (n : Z) : R := fst (fold_left (fun x f => (fst x + IZR (f n) * S (n - snd x)%Z, (snd x + 1)%Z)) fs (0, 0%Z)).
Lemma recurs_csum cs S n : forall fs i r, map (fun f => f n) fs = map (fun c => ev c n) cs ->
  fst (fold_left (fun x (f : Z -> Z) => (fst x + IZR (f n) * S (n - snd x)%Z, (snd x + 1)%Z)) fs (r, i)) = r + csum cs n i (fun j => S (n - j)%Z).
Proof.
  induction cs as [|c cs IH]; intros [|f fs] i r E; try discriminate E; cbn [fold_left csum fst snd]; [ring|].
  injection E as E1 E2. rewrite (IH fs _ _ E2), E1. ring.
Qed.
Theorem by_telescoping F cs A B lower upper a b n0 count extra fs :
  sum_check F cs A B lower upper a b n0 count = true -> limits F (edges cs A B lower upper a b) n0 count = Some extra ->
  (forall n, map (fun f => f n) fs = map (fun c => ev c n) cs) ->
  forall n, (n0 <= n)%Z -> recurs fs (range_sum (summand_at F) lower upper) n = nterms_at n extra.
Proof.
  intros H HE Hf n Hn. unfold recurs. rewrite (recurs_csum cs _ n fs 0%Z 0 (Hf n)), Rplus_0_l.
  apply (sum_recurrence F cs A B lower upper a b n0 count extra H HE n Hn).
Qed.

(** * Sums of infinitely many terms *)

Lemma bounded_below p : 0 < last p 0 -> exists d X, 0 < d /\ 0 <= X /\ forall x, X <= x -> d <= evr p x.
Proof.
  induction p as [|c p IH]; intro H; [cbn in H; lra|]. destruct p as [|e p]; [exists c, 0; cbn in *; repeat split; intros; lra|].
  destruct (IH H) as (d & X & D & X0 & B). exists 1, (Rmax X ((Rabs c + 1) / d)). pose proof (Rmax_l X ((Rabs c + 1) / d)) as M1. pose proof (Rmax_r X ((Rabs c + 1) / d)) as M2.
  repeat split; [lra | lra|]. intros x Hx. specialize (B x ltac:(lra)). change (evr (c :: e :: p) x) with (c + x * evr (e :: p) x).
  assert (Q : Rabs c + 1 <= x * d).
  { apply Rmult_le_reg_r with (/ d); [apply Rinv_0_lt_compat; exact D|]. rewrite Rmult_assoc, Rinv_r, Rmult_1_r by lra. unfold Rdiv in M2. lra. }
  assert (x * d <= x * evr (e :: p) x) by (apply Rmult_le_compat_l; lra). pose proof (Rle_abs (- c)) as A. rewrite Rabs_Ropp in A. lra.
Qed.
Fixpoint trimmed2 (p : poly2) : poly2 :=
  match p with [] => [] | c :: q => match trimmed2 q with [] => if vanishes c then [] else [c] | r => c :: r end end.
Lemma ev2_trimmed p n x : ev2 (trimmed2 p) n x = ev2 p n x.
Proof.
  induction p as [|c p IH]; [reflexivity|]. cbn [trimmed2 ev2]. destruct (trimmed2 p) as [|d r]; [|cbn [ev2] in *; rewrite IH; reflexivity].
  cbn [ev2] in IH. rewrite <- IH. destruct (vanishes c) eqn:V; cbn [ev2]; [rewrite (vanishes_ok _ _ V)|]; ring.
Qed.
(* positive for all k from some k on, for each n >= n0 *)
Definition at_last_positive (p : poly2) (n0 : Z) : bool := pos (last (trimmed2 p) []) n0.
Lemma at_last_positive_ok p n0 n : at_last_positive p n0 = true -> (n0 <= n)%Z -> exists X, 0 <= X /\ forall x, X <= x -> 0 < ev2 p n x.
Proof.
  intros H Hn. destruct (bounded_below (map (fun c => IZR (ev c n)) (trimmed2 p))) as (d & X & D & X0 & B).
  - change 0 with ((fun c => IZR (ev c n)) []) at 2. rewrite last_map. apply IZR_lt, (pos_ok _ n0); assumption.
  - exists X. split; [exact X0|]. intros x Hx. rewrite <- ev2_trimmed, ev2_evr. specialize (B x Hx). lra.
Qed.
Lemma geometric (g : nat -> R) (t : R) K0 : 0 <= t < 1 -> (forall K, (K0 <= K)%nat -> Rabs (g (S K)) <= t * Rabs (g K)) -> Un_cv g 0.
Proof.
  intros T H. assert (P : forall j, Rabs (g (K0 + j)%nat) <= t ^ j * Rabs (g K0)).
  { induction j as [|j IH]; [rewrite Nat.add_0_r; cbn; lra|]. rewrite Nat.add_succ_r. specialize (H (K0 + j)%nat ltac:(lia)). cbn [pow].
    apply Rle_trans with (1 := H). rewrite Rmult_assoc. apply Rmult_le_compat_l; lra. }
  intros e He. destruct (pow_lt_1_zero t ltac:(rewrite Rabs_pos_eq; lra) (e / (Rabs (g K0) + 1))) as [M HM].
  { apply Rdiv_lt_0_compat; [lra | pose proof (Rabs_pos (g K0)); lra]. }
  exists (K0 + M)%nat. intros K HK. unfold R_dist. rewrite Rminus_0_r. replace K with (K0 + (K - K0))%nat by lia.
  apply Rle_lt_trans with (1 := P _). specialize (HM (K - K0)%nat ltac:(lia)). rewrite Rabs_pos_eq in HM by (apply pow_le; lra).
  pose proof (Rabs_pos (g K0)) as A. apply Rle_lt_trans with (t ^ (K - K0) * (Rabs (g K0) + 1)).
  - apply Rmult_le_compat_l; [apply pow_le; lra | lra].
  - apply Rmult_lt_reg_r with (/ (Rabs (g K0) + 1)); [apply Rinv_0_lt_compat; lra|]. rewrite Rmult_assoc, Rinv_r, Rmult_1_r by lra. exact HM.
Qed.

(* g(k+1)/g(k) for g = R F, as a quotient of two polynomials *)
Definition image_ratio (F : summand) (A B : poly2) : poly2 * poly2 :=
  let l := [(0, 0); (0, 1)]%Z in
  (mul2 (mul2 (along A 0 0 1) B) (scaled F 0 l (0, 1)%Z), mul2 (mul2 A (along B 0 0 1)) (scaled F 0 l (0, 0)%Z)).
(* from some k on |ratio| < t1/t2 < 1 or, with t2 = 0, |ratio| < 1 - 1/(t1 k) *)
Definition fall_sides (t1 t2 : Z) : poly2 * poly2 := if (t2 =? 0)%Z then ([[(-1)%Z]; [t1]], [[0%Z]; [t1]]) else ([[t1]], [[t2]]).
Definition falls_to_0 (F : summand) (A B : poly2) (t1 t2 n0 : Z) : bool :=
  let '(N, D) := image_ratio F A B in let '(U, W) := fall_sides t1 t2 in
  (0 <? t1)%Z && ((t2 =? 0) || (t1 <? t2))%Z && at_last_positive (sub2 (mul2 (mul2 U U) (mul2 D D)) (mul2 (mul2 W W) (mul2 N N))) n0.
(* no factor but Pochhammer symbols of length >= 0 for large k *)
Definition upwards (F : summand) : bool :=
  forallb (fun f => ((0 <? in_u f) && (0 <? in_v f) && (negb (in_u f mod in_v f =? 0) || (0 <? in_k f) || ((in_k f =? 0) && (0 <=? in_n f) && (0 <=? in_1 f))))%Z) (factors F).
Definition image_at (F : summand) (A B : poly2) (n k : Z) : R := ev2 A n (IZR k) / ev2 B n (IZR k) * summand_at F n k.

Lemma upwards_ok F n : upwards F = true -> (0 <= n)%Z -> exists K0, forall k, (K0 <= k)%Z -> forall f, In f (factors F) -> plain f (len f n k).
Proof.
  unfold upwards. intros H Hn. induction (factors F) as [|f fs IH]; [exists 0%Z; intros k _ f []|].
  cbn [forallb] in H. apply andb_prop in H as [Hf H]. destruct (IH H) as [K0 HK]. apply andb_prop in Hf as [Hf C]. apply andb_prop in Hf as [U V].
  apply Z.ltb_lt in U, V. exists (Z.max K0 (Z.abs (in_n f * n + in_1 f))). intros k Hk g [<-|Hg]; [|apply HK; [lia | exact Hg]].
  repeat split; auto. apply orb_prop in C as [C|C]; [apply orb_prop in C as [C|C]|].
  - right. apply negb_true_iff, Z.eqb_neq in C. exact C.
  - left. apply Z.ltb_lt in C. unfold len. nia.
  - left. apply andb_prop in C as [C C3]. apply andb_prop in C as [C1 C2]. apply Z.eqb_eq in C1. apply Z.leb_le in C2, C3. unfold len. rewrite C1. nia.
Qed.
Lemma near_at_0 F n k : (forall f, In f (factors F) -> plain f (len f n k)) -> near F n k 0 = summand_at F n k.
Proof.
  intro H. unfold near, summand_at. rewrite (prod_ext _ (fun q => ev2 q n (IZR k + 0)) (fun q => ev2 q n (IZR k))) by (intros q _; rewrite Rplus_0_r; reflexivity).
  rewrite Rplus_0_r. apply Rmult_eq_compat_l, prod_ext. intros f Hf. specialize (H f Hf). unfold near_factor, powered, rising. rewrite Rmult_0_r.
  destruct H as (U & V & [P|M]).
  - rewrite (proj2 (Z.ltb_ge _ _) P), andb_false_r. reflexivity.
  - destruct (Z.eqb_spec (in_v f) 1) as [E|N]; [rewrite E, Z.mod_1_r in M; contradiction | reflexivity].
Qed.
Lemma plain_alive f L : plain f L -> alive (in_u f) (in_v f) (IZR (in_k f) * 0) L.
Proof.
  intros (U & V & [P|M]); rewrite Rmult_0_r; [right; repeat split; auto; lia|]. left. intros t. rewrite Rmult_0_r, Rplus_0_r. apply not_0_IZR.
  intro E. apply M. replace (in_u f) with (- t * in_v f)%Z by lia. apply Z.mod_mul. lia.
Qed.
Lemma image_falls F A B t1 t2 n0 n k0 : falls_to_0 F A B t1 t2 n0 = true -> upwards F = true -> bases_check F = true -> (n0 <= n)%Z -> (0 <= n)%Z ->
  (forall k q, (k0 <= k)%Z -> In q (below F) -> ev2 q n (IZR k) <> 0) -> (exists X, forall x, X <= x -> ev2 B n x <> 0) ->
  Un_cv (fun c => image_at F A B n (k0 + Z.of_nat c)) 0.
Proof.
  unfold falls_to_0, image_ratio. destruct (fall_sides t1 t2) as [U W] eqn:UW. intros H HU HB Hn H0 HQ [X HX].
  apply andb_prop in H as [HT H]. apply andb_prop in HT as [T1 T2]. apply Z.ltb_lt in T1.
  destruct (at_last_positive_ok _ _ n H Hn) as (Y & Y0 & HY). destruct (upwards_ok F n HU H0) as [K0 HK].
  apply IZR_lt in T1. set (M := Z.max (Z.max 1 (Z.abs K0)) (Z.max (up (Rabs X)) (up (Rabs Y)))).
  set (g := fun c => image_at F A B n (k0 + Z.of_nat c)).
  assert (Step : forall c, (Z.to_nat (M + Z.abs k0) <= c)%nat ->
    Rabs (ev2 W n (IZR (k0 + Z.of_nat c))) * Rabs (g (S c)) <= Rabs (ev2 U n (IZR (k0 + Z.of_nat c))) * Rabs (g c)).
  {
  intros c Hc. unfold g. replace (k0 + Z.of_nat (S c))%Z with (k0 + Z.of_nat c + 1)%Z by lia. set (k := (k0 + Z.of_nat c)%Z).
  assert (Mk : (M <= k)%Z) by (unfold k; lia).
  assert (Xk : X <= IZR k). { apply Rle_trans with (1 := Rle_abs X). destruct (archimed (Rabs X)) as [a _]. apply Rlt_le, (Rlt_le_trans _ _ _ a). apply IZR_le. unfold M in Mk. lia. }
  assert (Yk : Y <= IZR k). { apply Rle_trans with (1 := Rle_abs Y). destruct (archimed (Rabs Y)) as [a _]. apply Rlt_le, (Rlt_le_trans _ _ _ a). apply IZR_le. unfold M in Mk. lia. }
  specialize (HY _ Yk).
  set (l := [(0, 0); (0, 1)]%Z) in *.
  assert (So : sound F 0 l n k 0).
  { split.
    - intros f s Hf Hs. apply plain_alive. assert (P : plain f (len f (n + fst s) (k + snd s))).
      { destruct Hs as [<-|[<-|[]]]; cbn [fst snd]; rewrite !Z.add_0_r; apply HK; try exact Hf; unfold M in Mk; lia. }
      rewrite len_moved in P. exact P.
    - intros q s Hq Hs. rewrite Rplus_0_r. destruct Hs as [<-|[<-|[]]]; cbn [fst snd]; rewrite !Z.add_0_r; apply HQ; try exact Hq; unfold k; lia. }
  pose proof (scaled_ok F 0 l (0, 0)%Z n k 0 HB eq_refl (or_introl eq_refl) So) as E0. pose proof (scaled_ok F 0 l (0, 1)%Z n k 0 HB eq_refl (or_intror (or_introl eq_refl)) So) as E1.
  cbn [fst snd] in E0, E1. rewrite !Z.add_0_r in E0. rewrite Z.add_0_r in E1.
  rewrite near_at_0 in E0 by (apply HK; unfold M in Mk; lia). rewrite near_at_0 in E1 by (apply HK; unfold M in Mk; lia). rewrite Rplus_0_r in E0, E1.
  unfold image_at. rewrite E0, E1. rewrite ev2_sub, !ev2_mul, !ev2_along, !Z.add_0_r in HY.
  replace (IZR (0 * n + 1) + IZR k) with (IZR (k + 1)) in HY by (rewrite Z.mul_0_l, Z.add_0_l, plus_IZR; ring).
  pose proof (HX (IZR k) Xk) as B0. pose proof (HX (IZR (k + 1)) ltac:(rewrite plus_IZR; lra)) as B1.
  set (C := common F 0 l n k 0) in *. set (a0 := ev2 A n (IZR k)) in *. set (a1 := ev2 A n (IZR (k + 1))) in *. set (b0 := ev2 B n (IZR k)) in *. set (b1 := ev2 B n (IZR (k + 1))) in *.
  set (s0 := ev2 (scaled F 0 l (0, 0)%Z) n (IZR k)) in *. set (s1 := ev2 (scaled F 0 l (0, 1)%Z) n (IZR k)) in *.
  set (N := a1 * b0 * s1) in *. set (D := a0 * b1 * s0) in *.
  set (u := ev2 U n (IZR k)) in *. set (w := ev2 W n (IZR k)) in *.
  assert (Lt : Rabs (w * N) <= Rabs (u * D)) by (apply Rsqr_le_abs_0; unfold Rsqr; lra). rewrite !Rabs_mult in Lt.
  replace (a1 / b1 * (C * s1)) with (N * (C / (b0 * b1))) by (unfold N; field; split; assumption).
  replace (a0 / b0 * (C * s0)) with (D * (C / (b0 * b1))) by (unfold D; field; split; assumption).
  rewrite (Rabs_mult N), (Rabs_mult D), <- !Rmult_assoc. apply Rmult_le_compat_r; [apply Rabs_pos | exact Lt]. }
  unfold fall_sides in UW. destruct (Z.eqb_spec t2 0) as [Z2|Z2]; injection UW as <- <-.
  - destruct (IZN t1 ltac:(apply le_IZR; lra)) as [K HKt]. intros e He.
    destruct (vanishing (fun c => Rabs (g c)) K (Z.to_nat (M + Z.abs k0)) (IZR (Z.max 1 k0))) with (eps := e) as [M' HM']; [| | | exact He |].
    + apply lt_IZR in T1. lia.
    + apply IZR_le. lia.
    + intros c Hc. split; [apply Rabs_pos|]. specialize (Step c Hc). cbn [ev2 ev] in Step. rewrite !Z.mul_0_r, !Z.add_0_r, !Rmult_0_r, !Rplus_0_r in Step.
      assert (Kp : 1 <= IZR (k0 + Z.of_nat c)) by (apply IZR_le; lia). assert (T0 : 1 <= IZR t1) by (apply IZR_le; apply lt_IZR in T1; lia).
      rewrite Rplus_0_l, (Rabs_pos_eq (IZR (k0 + Z.of_nat c) * IZR t1)), (Rabs_pos_eq (-1 + _)) in Step by nra.
      rewrite !INR_IZR_INZ, <- HKt. set (z := IZR (k0 + Z.of_nat c)) in *.
      assert (Zz : z <= IZR (Z.of_nat c) + IZR (Z.max 1 k0)) by (unfold z; rewrite <- plus_IZR; apply IZR_le; lia).
      set (y := IZR (Z.of_nat c) + IZR (Z.max 1 k0)) in *. pose proof (Rabs_pos (g c)) as P0. pose proof (Rabs_pos (g (S c))) as P1.
      set (v := Rabs (g c)) in *. set (v' := Rabs (g (S c))) in *.
      assert (v' <= v) by (apply Rmult_le_reg_l with (z * IZR t1); nra).
      assert (0 <= (y - z) * IZR t1 * (v - v')) by (repeat apply Rmult_le_pos; lra). nra.
    + exists M'. intros c Hc. specialize (HM' c Hc). unfold R_dist in *. rewrite Rminus_0_r in *. rewrite Rabs_Rabsolu in HM'. exact HM'.
  - cbn [orb] in T2. apply Z.ltb_lt, IZR_lt in T2.
    apply (geometric g (IZR t1 / IZR t2) (Z.to_nat (M + Z.abs k0))).
    { split; [apply Rlt_le, Rdiv_lt_0_compat; lra|]. apply Rmult_lt_reg_r with (IZR t2); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l by lra. lra. }
    intros c Hc. specialize (Step c Hc). cbn [ev2 ev] in Step. rewrite !Z.mul_0_r, !Z.add_0_r, !Rmult_0_r, !Rplus_0_r in Step.
    rewrite (Rabs_pos_eq (IZR t1)), (Rabs_pos_eq (IZR t2)) in Step by lra.
    apply Rmult_le_reg_l with (IZR t2); [lra|]. replace (IZR t2 * (IZR t1 / IZR t2 * Rabs (g c))) with (IZR t1 * Rabs (g c)) by (field; lra). exact Step.
Qed.

Definition keeps_sign (B : poly2) (n0 : Z) : bool := at_last_positive B n0 || at_last_positive (negative B) n0.
Lemma keeps_sign_ok B n0 n : keeps_sign B n0 = true -> (n0 <= n)%Z -> exists X, forall x, X <= x -> ev2 B n x <> 0.
Proof.
  intros H Hn. apply orb_prop in H as [H|H]; destruct (at_last_positive_ok _ _ n H Hn) as (X & _ & HX); exists X; intros x Hx; specialize (HX x Hx); [lra|].
  unfold negative in HX. rewrite ev2_times in HX. cbn [ev] in HX. rewrite Z.mul_0_r, Z.add_0_r in HX. intro E. rewrite E in HX. lra.
Qed.
Definition infinite_check (F : summand) (cs : list poly) (A B : poly2) (lower : line) (t1 t2 n0 : Z) (count : nat) : bool :=
  identity_check F cs A B && sound_check F (order cs) (shifts cs) n0 count && lead_check B n0 count
  && range_check F lower None (n0 - order cs) && upwards F && keeps_sign B n0 && falls_to_0 F A B t1 t2 n0 && (0 <=? n0 - order cs)%Z.
Lemma shifted_index (T : nat -> R) y d : Un_cv T y -> Un_cv (fun c => T (Z.to_nat (Z.of_nat c + d))) y.
Proof. intros H e He. destruct (H e He) as [M HM]. exists (M + Z.abs_nat d)%nat. intros c Hc. apply HM. lia. Qed.
Theorem infinite_recurrence F cs A B lower a t1 t2 n0 count extra : infinite_check F cs A B lower t1 t2 n0 count = true ->
  limits F (Edge 0 (fst lower, a) (negative A) B :: low_edges lower a cs 0) n0 count = Some extra ->
  forall S : Z -> R, (forall n, (n0 - order cs <= n)%Z -> Un_cv (zsum (summand_at F n) (at_line lower n)) (S n)) ->
  forall n, (n0 <= n)%Z -> csum cs n 0 (fun i => S (n - i)%Z) = nterms_at n extra.
Proof.
  unfold infinite_check. intros H HE Su HS n Hn. apply andb_prop in H as [H HN]. apply Z.leb_le in HN. apply andb_prop in H as [H HF]. apply andb_prop in H as [H HK].
  apply andb_prop in H as [H HU]. apply andb_prop in H as [H HR]. apply andb_prop in H as [H HL]. apply andb_prop in H as [HI HSo].
  assert (HB : bases_check F = true).
  { unfold identity_check in HI. apply andb_prop in HI as [HI0 _]. apply andb_prop in HI0 as [HI0 _]. apply andb_prop in HI0 as [HI0 _]. exact HI0. }
  assert (Or : (0 <= order cs)%Z).
  { unfold identity_check in HI. apply andb_prop in HI as [HI0 _]. apply andb_prop in HI0 as [_ HI0]. apply Nat.leb_le in HI0. unfold order. lia. }
  set (u := (fst lower * n + a)%Z). set (T := fun c i => zsum (summand_at F (n - i)) (at_line lower (n - i)) (Z.to_nat (Z.of_nat c + (u - at_line lower (n - i))))).
  destruct (keeps_sign_ok B n0 n HK Hn) as [X HX].
  assert (Pos : forall l, (0 <= fold_right (fun i r => (Z.abs (at_line lower (n - i)) + r)%Z) (Z.abs (at_line lower n)) l)%Z) by (intro l; induction l; cbn [fold_right]; lia).
  pose proof (Pos (map Z.of_nat (seq 0 (length cs)))) as W.
  set (c0 := Z.to_nat (Z.abs u + Z.abs (up (Rabs X)) + fold_right (fun i r => (Z.abs (at_line lower (n - i)) + r)%Z) (Z.abs (at_line lower n)) (map Z.of_nat (seq 0 (length cs))))).
  assert (Far : forall i, (0 <= i < 0 + Z.of_nat (length cs))%Z -> forall c, (c0 <= c)%nat -> (at_line lower (n - i) <= u + Z.of_nat c)%Z).
  { intros i Hi c Hc. assert (Q : (Z.abs (at_line lower (n - i)) <= fold_right (fun i r => (Z.abs (at_line lower (n - i)) + r)%Z) (Z.abs (at_line lower n)) (map Z.of_nat (seq 0 (length cs))))%Z).
    { assert (Ini : In i (map Z.of_nat (seq 0 (length cs)))) by (apply in_map_iff; exists (Z.to_nat i); split; [lia | apply in_seq; lia]).
      revert Ini. generalize (map Z.of_nat (seq 0 (length cs))). intro l. induction l as [|j l IH]; cbn [In]; [intros []|]. intros [E|Hl]; cbn [fold_right]; [subst j; specialize (Pos l); lia | specialize (IH Hl); lia]. }
    unfold c0 in Hc. lia. }
  assert (Each : forall c, (c0 <= c)%nat -> csum cs n 0 (T c) = image_at F A B n (u + Z.of_nat c) + nterms_at n extra).
  { intros c Hc. pose proof (fun i Hi => Far i Hi c Hc) as Fc.
    assert (Bc : ev2 B n (IZR (u + Z.of_nat c)) <> 0).
    { apply HX. apply Rle_trans with (1 := Rle_abs X). destruct (archimed (Rabs X)) as [b _]. apply Rlt_le, (Rlt_le_trans _ _ _ b). apply IZR_le. unfold c0 in Hc. lia. }
    apply (UL_sequence (fun m => csum cs n 0 (fun i => zsum (fun k => near F (n - i) k (eps m)) (at_line lower (n - i)) (Z.to_nat (Z.of_nat c + (u - at_line lower (n - i))))))).
    - apply (csum_tends cs n (fun i m => zsum (fun k => near F (n - i) k (eps m)) (at_line lower (n - i)) (Z.to_nat (Z.of_nat c + (u - at_line lower (n - i)))))).
      intros i L U. apply (zsum_tends (fun k m => near F (n - i) k (eps m))). intros k Lo _.
      apply near_tends_to, (range_ok F lower None (n0 - order cs)); auto. unfold order. lia.
    - apply tends_if with (fun m => image_near F A B n (u + Z.of_nat c) (eps m) + edges_sum F (Edge 0 (fst lower, a) (negative A) B :: low_edges lower a cs 0) n (eps m)).
      + apply (implied _ _ (between F cs A B n0 count n u c HI HSo HL Hn)). intros m I. cbn [edges_sum fold_right]. fold (edges_sum F (low_edges lower a cs 0) n (eps m)).
        rewrite low_edges_ok, csum_minus.
        rewrite (csum_ext cs n 0 _ (fun i => prefix (fun z => near F (n - i) z (eps m)) (u + Z.of_nat c) - prefix (fun z => near F (n - i) z (eps m)) (at_line lower (n - i)))).
        2: { intros i L U. rewrite zsum_prefix. specialize (Fc i ltac:(lia)). rewrite Z2Nat.id by lia. do 2 f_equal. ring. }
        rewrite csum_minus. unfold edge_near. cbn [e_shift e_line e_top e_bottom]. rewrite Z.add_0_r. change (at_line (fst lower, a) n) with u. fold u.
        unfold image_near in *. unfold negative. rewrite ev2_times. cbn [ev]. rewrite Z.mul_0_r, Z.add_0_r. unfold Rdiv in *. lra.
      + apply (CV_plus (fun m => image_near F A B n (u + Z.of_nat c) (eps m))); [|apply (limits_tend F n0 count n HB Hn _ _ HE)].
        apply (CV_mult (fun m => ev2 A n (IZR (u + Z.of_nat c) + eps m) / ev2 B n (IZR (u + Z.of_nat c) + eps m))).
        * apply quotient_cv; [apply ev2_tends | apply ev2_tends | exact Bc].
        * apply near_tends_to, (range_ok F lower None (n0 - order cs)); auto; [lia|]. specialize (Fc 0%Z). rewrite Z.sub_0_r in Fc. apply Fc.
          unfold order in Or. lia. }
  apply (UL_sequence (fun c => csum cs n 0 (T c))).
  - apply (csum_tends cs n (fun i c => T c i)). intros i L U. apply (shifted_index (zsum (summand_at F (n - i)) (at_line lower (n - i)))). apply HS. unfold order. lia.
  - apply tends_if with (fun c => image_at F A B n (u + Z.of_nat c) + nterms_at n extra); [exists c0; exact Each|].
    replace (nterms_at n extra) with (0 + nterms_at n extra) by ring.
    apply (CV_plus (fun c => image_at F A B n (u + Z.of_nat c))); [|replace (0 + nterms_at n extra) with (nterms_at n extra) by ring; apply cv_const].
    set (k1 := Z.max u (at_line lower n)). apply tends_if with (fun c => image_at F A B n (k1 + Z.of_nat (Z.to_nat (Z.of_nat c + (u - k1))))).
    { exists (Z.to_nat (k1 - u)). intros c Hc. f_equal. lia. }
    apply (shifted_index (fun c => image_at F A B n (k1 + Z.of_nat c))).
    apply (image_falls F A B t1 t2 n0); auto; [lia | | exists X; exact HX].
    intros k q Hk Hq. apply (proj2 (range_ok F lower None (n0 - order cs) n k HR ltac:(lia) ltac:(unfold k1 in Hk; lia) I) q Hq).
Qed.
Theorem by_infinite_telescoping F cs A B lower a t1 t2 n0 count extra fs :
  infinite_check F cs A B lower t1 t2 n0 count = true ->
  limits F (Edge 0 (fst lower, a) (negative A) B :: low_edges lower a cs 0) n0 count = Some extra ->
  (forall n, map (fun f => f n) fs = map (fun c => ev c n) cs) ->
  forall S : Z -> R, (forall n, (n0 - order cs <= n)%Z -> Un_cv (zsum (summand_at F n) (at_line lower n)) (S n)) ->
  forall n, (n0 <= n)%Z -> recurs fs S n = nterms_at n extra.
Proof.
  intros H HE Hf Su HS n Hn. unfold recurs. rewrite (recurs_csum cs _ n fs 0%Z 0 (Hf n)), Rplus_0_l.
  apply (infinite_recurrence F cs A B lower a t1 t2 n0 count extra H HE Su HS n Hn).
Qed.
Close Scope R_scope.
