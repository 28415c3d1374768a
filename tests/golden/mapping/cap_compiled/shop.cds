namespace my.shop;

aspect managed { createdAt : Timestamp @cds.on.insert : $now; modifiedBy : String(255) @title : 'Changed by'; }
aspect Item { key pos : Integer; product : Association to Products; qty : Decimal(15,3); }
type Amount { value : Decimal(15,2) @Semantics.amount.currencyCode : 'currency'; currency : String(3); }
type Tags : many String(20);
type Addr { street : String(80); city : String(40); geo { lat : Double; lon : Double; } }
type Status : String(1) enum { open = 'O' @title:'Open'; closed = 'C'; }

entity Products : managed {
  key ID : UUID;
  name : localized String(100) @title : 'Name';
  descr : localized LargeString;
  price : Amount;
  stock : Integer default 0;
  status : Status default #open;
  category : Association to Categories;
  tags : Tags;
  sizes : many { code : String(2); n : Integer; };
  addr : Addr;
  net : Decimal(15,2) = price.value * 2;
  suppliers : Association to many Suppliers on suppliers.product = $self;
  sameName : type of name;
  refT : Products:price.value;
}
entity Categories { key ID : Integer; key region : String(2); parent : Association to Categories; name: String(50); children : Composition of many Categories on children.parent = $self; }
entity Suppliers { key ID : Integer; product : Association to Products; latest : Association to one Orders on latest.supplier.ID = ID and latest.open = true;}
entity Orders { key ID : UUID; open: Boolean; supplier : Association to Suppliers; items : Composition of many Item; notes : Composition of many { key n : Integer; text : String; }; }
@cds.persistence.skip entity Skipped { key ID : Integer; x : String; }
@cds.persistence.exists entity There { key ID : Integer; x : String; }
@cds.persistence.table entity Materialized as select from Orders { ID, open };
entity OpenOrders as select from Orders { ID, supplier.ID as sup, items, count(*) as cnt : Integer } where open = true;
entity Ext as projection on Products { *, price.value as pv } excluding { tags };
annotate Products with { stock @Measures.Unit : 'PC'; };
entity Temporal { key ID : Integer; validFrom : Timestamp @cds.valid.from; b : Binary(16); vb : LargeBinary; v : Vector(12); i : Int16; u : UInt8; m : Map; h : hana.ST_POINT(4326);}
service S { entity P as projection on Products; entity Own { key a : Integer; } }
abstract entity Abs { q : Integer; }
event E { x : Integer; }
