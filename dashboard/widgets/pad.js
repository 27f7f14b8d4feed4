// Draws white on black with one pen and sends the picture, made smaller, after each stroke.
export default function ({ data, parentElement, setStateValue }) {
  const canvas = parentElement.querySelector("canvas");
  if (canvas.ready) return;
  canvas.ready = true;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const small = document.createElement("canvas");
  small.width = small.height = data.side;
  const reader = small.getContext("2d", { willReadFrequently: true });
  let last = null;

  function clear() {
    context.fillStyle = "black";
    context.fillRect(0, 0, canvas.width, canvas.height);
  }

  function send() {
    reader.drawImage(canvas, 0, 0, data.side, data.side);
    const pixels = reader.getImageData(0, 0, data.side, data.side).data;
    let text = "";
    for (let i = 0; i < pixels.length; i += 4) text += String.fromCharCode(pixels[i]);
    setStateValue("ink", btoa(text));
  }

  function place(event) {
    const box = canvas.getBoundingClientRect();
    return [
      ((event.clientX - box.left) * canvas.width) / box.width,
      ((event.clientY - box.top) * canvas.height) / box.height,
    ];
  }

  function stroke(event) {
    const now = place(event);
    context.strokeStyle = "white";
    context.lineWidth = 22;
    context.lineCap = context.lineJoin = "round";
    context.beginPath();
    context.moveTo(...(last ?? now));
    context.lineTo(...now);
    context.stroke();
    last = now;
  }

  canvas.onpointerdown = (event) => {
    canvas.setPointerCapture(event.pointerId);
    stroke(event);
  };
  canvas.onpointermove = (event) => {
    if (last) event.getCoalescedEvents().forEach(stroke);
  };
  canvas.onpointerup = canvas.onpointercancel = () => {
    if (last) send();
    last = null;
  };
  parentElement.querySelector("button").onclick = () => {
    clear();
    setStateValue("ink", "");
  };
  clear();
}
